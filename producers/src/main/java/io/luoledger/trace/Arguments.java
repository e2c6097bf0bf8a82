package io.luoledger.trace;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one traced call: {@code k=v k="v"} of a probe, {@code k=v, k=v} of a function tracer, {@code k: v} of a
 * system call. Read when first asked for: most calls are never asked.
 */
final class Arguments {
    static final Arguments NONE = new Arguments("");

    private final String text;
    private @Nullable Map<String, String> values;

    Arguments(String text) {
        this.text = text;
    }

    /** The string that the probe read: present only where it stands in quotes. */
    @Nullable
    String string(String key) {
        String value = values().get(key);
        return value != null && value.length() >= 2 && value.charAt(0) == '"'
                ? value.substring(1, value.length() - 1)
                : null;
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
        return values().get(key);
    }

    /** An argument of a system call: hexadecimal, on many kernels without the prefix. */
    @Nullable
    Long hex(String key) {
        String value = values().get(key);
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
        for (Map.Entry<String, String> entry : values().entrySet()) {
            if (!entry.getKey().startsWith("__")) {
                Long number = Numbers.parse(entry.getValue());
                long value = number == null ? entry.getValue().hashCode() : (int) (long) number;
                sum += Records.mix(31L * entry.getKey().hashCode() + value);
            }
        }
        return sum;
    }

    private Map<String, String> values() {
        if (values == null) {
            values = parse(text);
        }
        return values;
    }

    private static Map<String, String> parse(String text) {
        Map<String, String> found = new HashMap<>();
        int at = 0;
        while (at < text.length()) {
            int start = skipSeparators(text, at);
            int keyEnd = start;
            while (keyEnd < text.length() && Character.isJavaIdentifierPart(text.charAt(keyEnd))) {
                keyEnd++;
            }
            if (keyEnd == start || keyEnd >= text.length()) {
                at = Math.max(keyEnd, start + 1);
                continue;
            }
            char mark = text.charAt(keyEnd);
            if (mark != '=' && mark != ':') {
                at = keyEnd + 1;
                continue;
            }
            int valueStart = mark == ':' ? skipSeparators(text, keyEnd + 1) : keyEnd + 1;
            int valueEnd = valueEnd(text, valueStart);
            found.putIfAbsent(text.substring(start, keyEnd), text.substring(valueStart, valueEnd));
            at = valueEnd;
        }
        return found;
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
