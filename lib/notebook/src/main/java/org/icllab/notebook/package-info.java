/**
 * What a notebook cell needs around the numerics: frames shown and stored, figures, claims and progress.
 *
 * <p>Everything shows through the Java kernel that runs the cell (JJava or IJava). Without a kernel, in a plain Java
 * program, the same calls print plain text.
 */
package org.icllab.notebook;
