package io.luoledger.trace;

import io.luoledger.text.PlainText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of trace text without what whoever copied it put in front: the time at which CI, a terminal or "ts" wrote it
 * down (GitLab with the number of a stream behind), and the indentation of a quotation. Headers tell of lost records, so they have to be known like records.
 */
final class CopiedLine {
    private static final Pattern WRITTEN_AT = Pattern.compile(
            "\\[?(?:\\d{4}-\\d\\d-\\d\\d[T ]|[A-Z][a-z]{2} [ \\d]\\d )?\\d\\d:\\d\\d:\\d\\d[^\\s\\]]*\\]?:?\\s?(?:[0-9a-f]{2}[OE][+ ])?");

    private CopiedLine() {}

    static String of(String raw) {
        String text = PlainText.of(raw);
        if (!mayBeWrittenAt(text)) {
            return withoutIndentation(text);
        }
        Matcher written = WRITTEN_AT.matcher(text);
        if (!written.lookingAt()) {
            return withoutIndentation(text);
        }
        String rest = withoutIndentation(text.substring(written.end()));
        return TraceLineParser.parse(rest) instanceof TraceLine.Unreadable ? text : rest;
    }

    /** Most lines are records, and begin otherwise. */
    private static boolean mayBeWrittenAt(String text) {
        if (text.isEmpty()) {
            return false;
        }
        char first = text.charAt(0);
        return first == '[' || (first >= '0' && first <= '9') || (first >= 'A' && first <= 'Z');
    }

    private static String withoutIndentation(String text) {
        int start = 0;
        while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        boolean header = start > 0 && (text.startsWith("#", start) || text.startsWith("CPU:", start));
        // a task may be called as a header begins
        return header && !TraceLineParser.hasColumns(text) ? text.substring(start) : text;
    }
}
