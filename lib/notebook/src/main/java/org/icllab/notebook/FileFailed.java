package org.icllab.notebook;

/** A file that could not be read or written; the message is one line saying which and why. */
public final class FileFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FileFailed(String message) {
        super(message);
    }
}
