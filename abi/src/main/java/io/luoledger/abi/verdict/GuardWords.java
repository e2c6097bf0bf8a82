package io.luoledger.abi.verdict;

import io.luoledger.abi.Guard;
import io.luoledger.abi.GuardForm;
import io.luoledger.abi.Layer;
import io.luoledger.abi.verdict.GuardPairs.Pair;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which sort of guard a comparison saw: "compatible string", "name and version field", "magic number". */
final class GuardWords {
    private GuardWords() {}

    /** Those that stand for the bytes of a kind, outermost first; null when nothing does. */
    static @Nullable String of(List<Pair> own) {
        String from = side(own, Pair::from);
        String to = side(own, Pair::to);
        if (from.isEmpty() || to.isEmpty() || from.equals(to)) {
            String words = from.isEmpty() ? to : from;
            return words.isEmpty() ? null : words;
        }
        return from + " -> " + to;
    }

    private static String side(List<Pair> own, Function<Pair, @Nullable Guard> of) {
        List<Guard> guards = own.stream()
                .map(of)
                .filter(Objects::nonNull)
                .filter(guard -> guard.layer().guardsBytes())
                .toList();
        boolean versioned = guards.stream().anyMatch(guard -> guard.layer() == Layer.FLB_VERSION);
        return guards.stream()
                .map(guard -> versioned && guard.layer() == Layer.FLB ? GuardForm.NAME : guard.form())
                .map(GuardForm::words)
                .distinct()
                .collect(Collectors.joining(" and "));
    }
}
