package org.icllab.notebook;

/** What a figure is drawn for. Formats, axes and data are the same in both. */
public enum Style {
    /** The screen: a title, and the legend beside the plot. */
    LAB,
    /**
     * A column of a paper, as paper B's figures are drawn: width to height 4 : 3, letters of a 34th of the width, a light
     * frame, shades from near-black through red to peach for all groups (after seaborn's "rocket"), the legend in the
     * emptiest corner of the plot. There is no title, which a caption stands for.
     */
    PAPER
}
