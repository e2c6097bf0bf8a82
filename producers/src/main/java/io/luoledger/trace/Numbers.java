package io.luoledger.trace;

import org.jspecify.annotations.Nullable;

/** Numbers as the kernel prints them: decimal with a sign, or 0x-prefixed 64 bits. */
final class Numbers {
    private static final int MAX_ERRNO = 4095;

    private Numbers() {}

    static @Nullable Long parse(String text) {
        try {
            if (text.startsWith("0x")) {
                return Long.parseUnsignedLong(text, 2, text.length(), 16);
            }
            return text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** A return value; an errno that was printed as an unsigned 32-bit word is made negative again. */
    static @Nullable Long parseReturn(String text) {
        Long value = parse(text);
        if (value != null && text.startsWith("0x") && value >>> 32 == 0 && (int) (long) value < 0) {
            int word = (int) (long) value;
            return word >= -MAX_ERRNO ? Long.valueOf(word) : value;
        }
        return value;
    }

    /** Seconds with six or nine decimals as nanoseconds, or -1. */
    static long nanos(String text, int start, int end) {
        int dot = text.indexOf('.', start);
        if (dot <= start || dot >= end - 1 || dot - start > 9 || end - dot - 1 > 9) {
            return -1;
        }
        long seconds = 0;
        for (int i = start; i < dot; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            seconds = seconds * 10 + digit;
        }
        long fraction = 0;
        for (int i = dot + 1; i < end; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            fraction = fraction * 10 + digit;
        }
        for (int i = end - dot - 1; i < 9; i++) {
            fraction *= 10;
        }
        return seconds * 1_000_000_000L + fraction;
    }
}
