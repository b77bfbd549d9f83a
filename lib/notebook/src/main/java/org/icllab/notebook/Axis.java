package org.icllab.notebook;

/** How an axis spaces its values. */
public enum Axis {
    /** Equal steps for equal differences. */
    LINEAR,
    /** Equal steps for equal ratios; values at or below zero are not drawn. */
    LOG
}
