package io.luoledger.text;

import java.util.regex.Pattern;

/**
 * A line without what terminals, mails and test laboratories put around it: colours, a byte order mark, the mark of a
 * quotation, the YAML of a LAVA job.
 */
public final class PlainText {
    private static final char ESCAPE = '\u001b';
    private static final Pattern CONTROL = Pattern.compile("\u001b(?:\\[[0-?]*[ -/]*[@-~]|[@-Zc])");

    private PlainText() {}

    public static String of(String raw) {
        String line = LavaLine.of(raw);
        String text = line.indexOf(ESCAPE) < 0 ? line : CONTROL.matcher(line).replaceAll("");
        int start = 0;
        if (text.startsWith("\uFEFF")) {
            start++;
        }
        while (text.startsWith("> ", start) || text.startsWith(">>", start)) {
            start++;
        }
        return start == 0 ? text : text.substring(text.startsWith(" ", start) ? start + 1 : start);
    }
}
