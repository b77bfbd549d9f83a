package org.icllab.notebook;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What is said where Java cannot write the labels of a figure. */
class DrawingTest {
    private static final StackTraceElement[] FONTS = {new StackTraceElement("sun.font.FontUtilities", "load", "", 1)};

    @Test
    void missingFontsAreNamed() {
        assertSaid("Java finds no font", new InternalError("Fontconfig head is null"));
    }

    @Test
    void aMissingLibraryIsNamed() {
        String message = "/jdk/lib/libfontmanager.so: libharfbuzz.so.0: cannot open shared object file: No such file";
        assertSaid("without the library libharfbuzz.so.0", new UnsatisfiedLinkError(message));
        // What later figures get.
        Error again = new NoClassDefFoundError("Could not initialize class sun.font.SunFontManager");
        again.initCause(new ExceptionInInitializerError("Exception java.lang.UnsatisfiedLinkError: " + message));
        assertSaid("without the library libharfbuzz.so.0", again);
    }

    @Test
    void anotherErrorStaysItself() {
        for (Error error : new Error[] {new OutOfMemoryError("Java heap space"), new StackOverflowError()}) {
            error.setStackTrace(FONTS);
            assertSame(error, assertThrows(Error.class, () -> Drawing.explained(error)));
        }
        Error elsewhere = new AssertionError("not about fonts");
        assertSame(elsewhere, assertThrows(Error.class, () -> Drawing.explained(elsewhere)));
    }

    private static void assertSaid(String wanted, Error error) {
        error.setStackTrace(FONTS);
        String said = Drawing.explained(error).getMessage();
        assertTrue(said.contains(wanted), said);
    }
}
