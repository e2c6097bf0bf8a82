package io.luoledger.trace;

import org.jspecify.annotations.Nullable;

/**
 * Where in the kernel's code something lies, as the kernel prints it: {@code f+0x4/0x50 [module] <address>} with anything behind
 * the symbol left out, or an address alone.
 *
 * @param symbol null where it isn't one
 * @param offset from the symbol, -1 where none is told
 */
record CodePlace(@Nullable String symbol, int offset, boolean addressOnly) {
    static final CodePlace ADDRESS = new CodePlace(null, -1, true);
    private static final CodePlace NONE = new CodePlace(null, -1, false);
    private static final int MAX_OFFSET_DIGITS = 8;
    private static final int MIN_ADDRESS_DIGITS = 8;
    private static final int MAX_ADDRESS_DIGITS = 16;

    static CodePlace of(String text) {
        return of(text, 0, text.length());
    }

    static CodePlace of(String text, int start, int end) {
        if (isAddress(text, start, end)) {
            return ADDRESS;
        }
        int at = start;
        while (at < end && (isWord(text.charAt(at)) || (text.charAt(at) == '.' && at > start))) {
            at++;
        }
        if (at == start || isDigit(text.charAt(start))) {
            return NONE;
        }
        String symbol = text.substring(start, at);
        int offset = -1;
        if (text.startsWith("+0x", at)) {
            int digits = at + 3;
            at = hexEnd(text, digits, end);
            if (at == digits || at - digits > MAX_OFFSET_DIGITS) {
                return NONE;
            }
            offset = Integer.parseUnsignedInt(text, digits, at, 16);
            int size = text.startsWith("/0x", at) ? hexEnd(text, at + 3, end) : at;
            at = size > at + 3 ? size : at;
        }
        at = moduleEnd(text, at, end);
        return at == end || isBracketed(text, at, end) ? new CodePlace(symbol, offset, false) : NONE;
    }

    private static boolean isAddress(String text, int start, int end) {
        int digits = text.startsWith("0x", start) ? start + 2 : start;
        int count = end - digits;
        return count >= MIN_ADDRESS_DIGITS && count <= MAX_ADDRESS_DIGITS && hexEnd(text, digits, end) == end;
    }

    private static int moduleEnd(String text, int from, int end) {
        if (!text.startsWith(" [", from)) {
            return from;
        }
        int at = from + 2;
        while (at < end && isWord(text.charAt(at))) {
            at++;
        }
        return at > from + 2 && at < end && text.charAt(at) == ']' ? at + 1 : from;
    }

    /** What the trace option sym-addr puts behind a symbol. */
    private static boolean isBracketed(String text, int from, int end) {
        return text.startsWith(" <", from)
                && end - from > 3
                && text.charAt(end - 1) == '>'
                && text.substring(from + 2, end - 1).chars().noneMatch(Character::isWhitespace);
    }

    private static int hexEnd(String text, int from, int end) {
        int at = from;
        while (at < end && (isDigit(text.charAt(at)) || (text.charAt(at) >= 'a' && text.charAt(at) <= 'f'))) {
            at++;
        }
        return at;
    }

    private static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '_';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
