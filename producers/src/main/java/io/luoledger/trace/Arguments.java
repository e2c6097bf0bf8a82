package io.luoledger.trace;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one traced call: {@code k=v k="v"} of a probe, {@code k=v, k=v} of a function tracer, {@code k: v} of a
 * system call. Read when asked for: most calls are never asked, and the others for few.
 */
final class Arguments {
    static final Arguments NONE = new Arguments("");

    private final String text;

    Arguments(String text) {
        this.text = text;
    }

    /** The string that the probe read: present only where it stands in quotes. */
    @Nullable
    String string(String key) {
        String value = text(key);
        return value != null && isQuoted(value) ? value.substring(1, value.length() - 1) : null;
    }

    private static boolean isQuoted(String value) {
        return value.length() >= 2 && value.charAt(0) == '"' && value.charAt(value.length() - 1) == '"';
    }

    /** Whether a string in it has no end, or the last key no value: what is left of a line that was cut. */
    boolean isTorn() {
        if (endsInAKey()) {
            return true;
        }
        if (text.indexOf('"') < 0) {
            return false;
        }
        Cursor cursor = new Cursor();
        while (cursor.next()) {
            String value = text.substring(cursor.valueStart, cursor.valueEnd);
            if (value.startsWith("\"") && !isQuoted(value)) {
                return true;
            }
        }
        return false;
    }

    private boolean endsInAKey() {
        int start = text.length();
        while (start > 0 && Character.isJavaIdentifierPart(text.charAt(start - 1))) {
            start--;
        }
        return start > 0
                && start < text.length()
                && text.charAt(start - 1) == ' '
                && !Character.isDigit(text.charAt(start));
    }

    /** A number, decimal or 0x-prefixed; as 64 bits. Null where absent, quoted or not readable by the probe. */
    @Nullable
    Long number(String key) {
        String value = text(key);
        return value == null ? null : Numbers.parse(value);
    }

    /** What stands there, as it stands. */
    @Nullable
    String text(String key) {
        Cursor cursor = new Cursor();
        while (cursor.next()) {
            if (cursor.keyEnd - cursor.keyStart == key.length() && text.startsWith(key, cursor.keyStart)) {
                return text.substring(cursor.valueStart, cursor.valueEnd);
            }
        }
        return null;
    }

    /** An argument of a system call: hexadecimal, on many kernels without the prefix. */
    @Nullable
    Long hex(String key) {
        String value = text(key);
        return value == null ? null : Numbers.parse(value.startsWith("0x") ? value : "0x" + value);
    }

    /** These, and what else the other ones tell. */
    Arguments and(Arguments other) {
        return other == NONE ? this : this == NONE ? other : new Arguments(text + ", " + other.text);
    }

    /** The first of these keys that has a number: probes call the same thing differently. */
    @Nullable
    Long number(String key, String otherwise) {
        Long value = number(key);
        return value != null ? value : number(otherwise);
    }

    /** The same for the same values, in whatever form they were written; pointers count by what each form shows of them. */
    long fingerprint() {
        long sum = 0;
        Set<String> keys = new HashSet<>();
        Cursor cursor = new Cursor();
        while (cursor.next()) {
            String key = text.substring(cursor.keyStart, cursor.keyEnd);
            if (!key.startsWith("__") && keys.add(key)) {
                String told = text.substring(cursor.valueStart, cursor.valueEnd);
                Long number = Numbers.parse(told);
                long value = number == null ? told.hashCode() : (int) (long) number;
                sum += Records.mix(31L * key.hashCode() + value);
            }
        }
        return sum;
    }

    /** Goes from one key and its value to the next; where a key comes twice, its first value counts. */
    private final class Cursor {
        private int keyStart;
        private int keyEnd;
        private int valueStart;
        private int valueEnd;

        private boolean next() {
            int at = valueEnd;
            while (at < text.length()) {
                keyStart = skipSeparators(text, at);
                keyEnd = keyStart;
                while (keyEnd < text.length() && Character.isJavaIdentifierPart(text.charAt(keyEnd))) {
                    keyEnd++;
                }
                char mark = keyEnd == keyStart || keyEnd >= text.length() ? 0 : text.charAt(keyEnd);
                if (mark == '=' || mark == ':') {
                    valueStart = mark == ':' ? skipSeparators(text, keyEnd + 1) : keyEnd + 1;
                    valueEnd = Arguments.valueEnd(text, valueStart);
                    return true;
                }
                at = keyEnd == keyStart ? keyStart + 1 : keyEnd + (mark == 0 ? 0 : 1);
            }
            return false;
        }
    }

    private static int skipSeparators(String text, int from) {
        int at = from;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == ',')) {
            at++;
        }
        return at;
    }

    private static int valueEnd(String text, int start) {
        if (start < text.length() && text.charAt(start) == '"') {
            return quotedEnd(text, start);
        }
        int end = start;
        while (end < text.length() && text.charAt(end) != ' ' && text.charAt(end) != ',') {
            end++;
        }
        return end;
    }

    /** A name may itself hold quotes and blanks: the quote that ends it is followed by the next key or by nothing. */
    private static int quotedEnd(String text, int start) {
        for (int quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
            int next = skipSeparators(text, quote + 1);
            if (next >= text.length()) {
                return quote + 1;
            }
            int end = next;
            while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
                end++;
            }
            if (next > quote + 1 && end > next && end < text.length() && text.charAt(end) == '=') {
                return quote + 1;
            }
        }
        return text.length();
    }

    @Override
    public String toString() {
        return text;
    }
}
