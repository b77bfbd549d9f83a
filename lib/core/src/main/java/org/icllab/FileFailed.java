package org.icllab;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** A file that could not be read or written; the message is one line saying which and why. */
public final class FileFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private FileFailed(String message) {
        super(message);
    }

    /**
     * @param what was tried, such as {@code Could not write a.csv}
     * @return an error whose message is {@code what}, then the reason; without a cause, which a cell would print too
     */
    public static FileFailed of(String what, IOException error) {
        Require.given("what, error", what, error);
        return Require.trimmed(new FileFailed(what + ": " + reason(error)));
    }

    /** @return the same error, met in another thread, as this thread's */
    public FileFailed here() {
        return Require.trimmed(new FileFailed(getMessage()));
    }

    private static String reason(IOException error) {
        if (error instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (error instanceof AccessDeniedException) {
            return "not allowed";
        }
        if (error instanceof FileSystemException system && system.getReason() != null) {
            return system.getReason();
        }
        return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    }
}
