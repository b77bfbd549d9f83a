package org.icllab.notebook;

/** A claim that the computed numbers do not bear out. It has no stack trace: the cell that claimed it is the place. */
public final class ClaimFailed extends AssertionError {
    private static final long serialVersionUID = 1L;

    ClaimFailed(String message) {
        super(message);
        setStackTrace(new StackTraceElement[0]);
    }
}
