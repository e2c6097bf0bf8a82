package io.luoledger.text;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of the log that LAVA keeps of a job: YAML, an entry a line, among which is what the machine under test said; older
 * ones with quotation marks only where they have to be.
 */
final class LavaLine {
    private static final String FRONT = "- {";

    private static final Pattern ENTRY = Pattern.compile(
            "- \\{\"?dt\"?: [^,]*, \"?lvl\"?: \"?(\\w+)\"?, (?:\"?ns\"?: [^,]*, )?\"?msg\"?: (.*)\\}\\s*");

    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:x(\\p{XDigit}{2})|u(\\p{XDigit}{4})|(.))");

    private LavaLine() {}

    /** What the machine said; empty for LAVA's own words; every other line as it is. */
    static String of(String line) {
        if (!line.startsWith(FRONT)) {
            return line;
        }
        Matcher entry = ENTRY.matcher(line);
        if (!entry.matches()) {
            return line;
        }
        boolean ofMachine = entry.group(1).equals("target") || entry.group(1).equals("feedback");
        return ofMachine ? unquoted(entry.group(2)) : "";
    }

    private static String unquoted(String value) {
        String inside = value.length() < 2 ? value : value.substring(1, value.length() - 1);
        if (value.startsWith("\"")) {
            return ESCAPE.matcher(inside).replaceAll(escape -> Matcher.quoteReplacement(unescaped(escape)));
        }
        return value.startsWith("'") ? inside.replace("''", "'") : value;
    }

    private static String unescaped(MatchResult escape) {
        String hex = escape.group(1) != null ? escape.group(1) : escape.group(2);
        if (hex != null) {
            return String.valueOf((char) Integer.parseInt(hex, 16));
        }
        return switch (escape.group(3)) {
            case "e" -> "\u001b";
            case "t" -> "\t";
            case "r", "n" -> "";
            default -> escape.group(3);
        };
    }
}
