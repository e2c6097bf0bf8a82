package io.luoledger.web;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for: the parts of the path that its route names, and the query. What isn't understood is a {@link Problem}
 * that says what was expected.
 */
public final class Question {
    private static final int MAX_LIMIT = 1000;
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_TEXT = 255;
    private static final int MAX_CURSOR = 1000;

    private final String path;
    private final Map<String, String> parts;
    private final Map<String, String> query;

    Question(String path, Map<String, String> parts, Map<String, String> query) {
        this.path = path;
        this.parts = Map.copyOf(parts);
        this.query = Map.copyOf(query);
    }

    public String path() {
        return path;
    }

    /** A part of the path, of 1 to 255 characters. */
    public String part(String name) {
        return bounded(name, String.valueOf(parts.get(name)), MAX_TEXT);
    }

    /** The same where it is a number. */
    public long number(String name) {
        return number(name, part(name));
    }

    /** A parameter, null where it is left out or empty. */
    public @Nullable String text(String name) {
        String text = query.get(name);
        return text == null || text.isEmpty() ? null : bounded(name, text, MAX_TEXT);
    }

    public @Nullable Long numberOf(String name) {
        String text = text(name);
        return text == null ? null : (Long) number(name, text);
    }

    public @Nullable Boolean flag(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw Problem.badRequest(name + ": expected true or false, not \"" + text + "\"");
        };
    }

    /** A parameter that is one of these words. */
    public @Nullable String oneOf(String name, Set<String> words) {
        String text = text(name);
        if (text != null && !words.contains(text)) {
            throw Problem.badRequest(
                    name + ": expected one of " + String.join(", ", new TreeSet<>(words)) + ", not \"" + text + "\"");
        }
        return text;
    }

    /** Most items of the page. */
    public int limit() {
        Long limit = numberOf("limit");
        if (limit != null && (limit < 1 || limit > MAX_LIMIT)) {
            throw Problem.badRequest("limit: expected 1 to " + MAX_LIMIT + ", not " + limit);
        }
        return limit == null ? DEFAULT_LIMIT : limit.intValue();
    }

    /** Where the page begins, null for the first one. */
    public @Nullable String after() {
        String text = query.get("after");
        return text == null || text.isEmpty() ? null : bounded("after", text, MAX_CURSOR);
    }

    /** The same where pages are told by a number. */
    public long afterNumber(long first) {
        String after = after();
        return after == null ? first : number("after", after);
    }

    /** What nobody made up on the way: a cursor that this API gave. */
    public static <T> T cursor(Supplier<T> read) {
        try {
            return read.get();
        } catch (RuntimeException e) {
            throw Problem.badRequest("after: expected the \"next\" of the page before");
        }
    }

    private static long number(String name, String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw Problem.badRequest(name + ": expected a number of at most 18 digits, not \"" + text + "\"");
        }
        return Long.parseLong(text);
    }

    private static String bounded(String name, String text, int most) {
        if (text.isEmpty() || text.length() > most) {
            throw Problem.badRequest(name + ": expected 1 to " + most + " characters");
        }
        return text;
    }
}
