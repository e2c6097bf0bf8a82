package io.luoledger.cli;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a word on the command line stands for, out of a few things. */
final class Choice {
    private Choice() {}

    /**
     * The one of that name; wrong usage where there is none, which names them all.
     *
     * @param unknown how the complaint begins
     * @param name of each of them all
     */
    static <T> T of(
            String unknown,
            String word,
            Function<String, Optional<T>> find,
            Collection<T> all,
            Function<T, String> name) {
        return find.apply(word)
                .orElseThrow(() -> new UsageException(unknown + " \"" + word + "\", expected one of "
                        + all.stream().map(name).collect(Collectors.joining(", "))));
    }

    /** Those that are named, each once; all where none is. */
    static <T> List<T> all(
            String unknown,
            List<String> words,
            Function<String, Optional<T>> find,
            Collection<T> all,
            Function<T, String> name) {
        return words.isEmpty()
                ? List.copyOf(all)
                : words.stream()
                        .map(word -> of(unknown, word, find, all, name))
                        .distinct()
                        .toList();
    }
}
