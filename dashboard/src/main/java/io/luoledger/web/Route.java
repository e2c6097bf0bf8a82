package io.luoledger.web;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A path that is answered.
 *
 * @param path "/api/v1/hosts/{host}": a part in braces takes any one part of a path
 */
public record Route(String path, Handler handler) {
    /** Answers. */
    @FunctionalInterface
    public interface Handler {
        /** May throw {@link Problem}, or what a ledger can't be read of. */
        Answer answer(Question question);
    }

    private List<String> pattern() {
        return parts(path);
    }

    static List<String> parts(String path) {
        return List.of(path.substring(1).split("/", -1));
    }

    /** The named parts of this path, empty where it is another one's. */
    Optional<Map<String, String>> match(List<String> asked) {
        List<String> pattern = pattern();
        if (pattern.size() != asked.size()) {
            return Optional.empty();
        }
        Map<String, String> named = new TreeMap<>();
        for (int i = 0; i < pattern.size(); i++) {
            String part = pattern.get(i);
            if (part.startsWith("{")) {
                named.put(part.substring(1, part.length() - 1), asked.get(i));
            } else if (!part.equals(asked.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(named);
    }
}
