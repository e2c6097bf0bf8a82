package io.luoledger.text;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A line of the log that LAVA keeps of a job: YAML, an entry a line, among which is what the machine under test said. */
final class LavaLine {
    private static final String FRONT = "- {\"dt\": \"";

    private static final Pattern OF_TARGET = Pattern.compile(
            "- \\{\"dt\": \"[^\"]*\", \"lvl\": \"(?:target|feedback)\", (?:\"ns\": \"[^\"]*\", )?\"msg\": \"(.*)\"\\}\\s*");

    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:x(\\p{XDigit}{2})|u(\\p{XDigit}{4})|(.))");

    private LavaLine() {}

    /** What the machine said; empty for LAVA's own words; every other line as it is. */
    static String of(String line) {
        if (!line.startsWith(FRONT)) {
            return line;
        }
        Matcher target = OF_TARGET.matcher(line);
        return target.matches()
                ? ESCAPE.matcher(target.group(1)).replaceAll(escape -> Matcher.quoteReplacement(unescaped(escape)))
                : "";
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
