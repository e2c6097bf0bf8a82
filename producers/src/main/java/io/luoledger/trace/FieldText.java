package io.luoledger.trace;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text of an event's fields as the kernel prints a buffer of a previous boot (and any with the trace option "fields"):
 * {@code k=0x1 (1)} for a number, {@code k=symbol+0x4/0x50 (N)} for an address, {@code k=text} without quotes for a string.
 */
final class FieldText {
    private static final Pattern FIRST_NUMBER = Pattern.compile("\\G ?(\\w+)=(\\S+) \\((-?\\d+)\\)(?= |$)");
    private static final Pattern LAST_NUMBER =
            Pattern.compile("(?:^| )(\\w+)=(?:0x[0-9a-f]+|\\S+\\+0x\\S+) \\((-?\\d+)\\)$");
    private static final Set<String> STRINGS = Set.of("name", "session", "handler", "compatible");
    private static final Pattern STRING = Pattern.compile("(?:^| )(\\w+)=");

    private final Map<String, String> symbols = new HashMap<>();
    private final StringBuilder arguments = new StringBuilder();

    FieldText(String text) {
        String rest = text.strip();
        Matcher first = FIRST_NUMBER.matcher(rest);
        int start = 0;
        while (first.find()) {
            symbols.put(first.group(1), first.group(2));
            number(first.group(1), first.group(3));
            start = first.end();
        }
        rest = rest.substring(start).strip();
        // a name may hold anything: what stands in front of the numbers at the end is its
        for (Matcher last = LAST_NUMBER.matcher(rest); last.find(); last = LAST_NUMBER.matcher(rest)) {
            number(last.group(1), last.group(2));
            rest = rest.substring(0, last.start());
        }
        strings(rest);
    }

    private void number(String key, String value) {
        arguments.append(' ').append(key).append('=').append(value);
    }

    private void strings(String text) {
        Matcher key = STRING.matcher(text);
        String name = null;
        int start = 0;
        while (key.find()) {
            if (name == null || STRINGS.contains(key.group(1))) {
                if (name != null) {
                    string(name, text.substring(start, key.start()));
                }
                name = key.group(1);
                start = key.end();
            }
        }
        if (name != null) {
            string(name, text.substring(start));
        }
    }

    private void string(String key, String value) {
        if (!value.equals("(fault)")) {
            arguments.append(' ').append(key).append("=\"").append(value).append('"');
        }
    }

    /** The symbol that an address was printed as, "f+0x4/0x50", or the address; null where there is no such field. */
    @Nullable
    String symbol(String key) {
        return symbols.get(key);
    }

    /** All of it in the language of {@link Arguments}. */
    Arguments arguments() {
        return new Arguments(arguments.toString());
    }
}
