package io.luoledger.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Lines that are too long, broken at blanks. A word that is longer than a line stays whole: a path has to be copied; and so
 * do a number and its unit.
 */
final class TextFlow {
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");
    /** The blank between a number and its unit. */
    private static final Pattern OF_UNIT =
            Pattern.compile("(?<=\\d) (?=(?:[num]?s|min|h|%|bytes?|[KMGT]?i?B)(?![\\w/]))");
    /** Stands for it while lines are broken; no character of any text. */
    private static final String NO_BREAK = "\uFDD0";

    private static final int HANGING = 2;

    private TextFlow() {}

    /** How many places it takes on a terminal. */
    static int length(String text) {
        String plain = text.indexOf('\u001b') < 0 ? text : COLOUR.matcher(text).replaceAll("");
        return plain.codePointCount(0, plain.length());
    }

    /** A line as lines of at most that width, those that follow a little further in than the first. */
    static List<String> fold(String line, int width) {
        if (length(line) <= width) {
            return List.of(line);
        }
        int indent = indent(line);
        return wrap(line, width, " ".repeat(Math.min(indent + HANGING, width / 2)));
    }

    /** A text as lines of at most that width, all of which begin alike. */
    static List<String> wrap(String text, int width) {
        return wrap(text, width, "");
    }

    private static List<String> wrap(String text, int width, String hanging) {
        List<String> lines = new ArrayList<>();
        String rest = glued(text);
        while (length(rest) > width) {
            int at = lastBlank(rest, width);
            if (at < 0) {
                break;
            }
            lines.add(plain(rest.substring(0, at)));
            rest = hanging + rest.substring(at).stripLeading();
        }
        lines.add(plain(rest));
        return lines;
    }

    /** How many places the longest part of it takes that stays in one piece. */
    static int longestPiece(String text) {
        return Arrays.stream(glued(text).split(" "))
                .mapToInt(TextFlow::length)
                .max()
                .orElse(0);
    }

    private static String glued(String text) {
        return OF_UNIT.matcher(text).replaceAll(NO_BREAK);
    }

    private static String plain(String line) {
        return line.replace(NO_BREAK, " ").stripTrailing();
    }

    private static int indent(String line) {
        int indent = 0;
        while (indent < line.length() && line.charAt(indent) == ' ') {
            indent++;
        }
        return indent;
    }

    /** The last blank at which what comes before fits, else the first one behind; -1 when no word follows. */
    private static int lastBlank(String line, int width) {
        int begin = indent(line);
        int end = line.stripTrailing().length();
        int last = -1;
        int seen = 0;
        boolean inColour = false;
        for (int i = 0; i < end; i += Character.charCount(line.codePointAt(i))) {
            char c = line.charAt(i);
            if (c == ' ' && i > begin) {
                if (seen > width) {
                    return last < 0 ? i : last;
                }
                last = i;
            }
            inColour |= c == '\u001b';
            seen += inColour ? 0 : 1;
            inColour &= c != 'm';
        }
        return last;
    }
}
