package io.luoledger.wire;

import java.io.EOFException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/** Why something failed, in words. Many exceptions say no more than a file's name, or nothing but what they are called. */
public final class Reason {
    private Reason() {}

    public static String of(Throwable problem) {
        return switch (problem) {
            case NoSuchFileException missing -> "no such file";
            case AccessDeniedException denied -> "permission denied";
            case FileAlreadyExistsException there -> "it is there already";
            case NotDirectoryException file -> "not a directory";
            case DirectoryNotEmptyException full -> "a directory that isn't empty";
            case FileSystemException other -> other.getReason() == null ? words(other) : other.getReason();
            case EOFException end -> "it ends too early";
            default ->
                problem.getMessage() == null || problem.getMessage().isBlank() ? words(problem) : problem.getMessage();
        };
    }

    /** "buffer underflow" for a BufferUnderflowException. */
    private static String words(Throwable problem) {
        return problem.getClass()
                .getSimpleName()
                .replaceAll("(Exception|Error)$", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
    }
}
