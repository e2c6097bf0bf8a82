package io.luoledger.twin;

import java.util.Collection;
import java.util.stream.Collectors;

/** Several words as one text. */
final class Words {
    private Words() {}

    /** "PROMISED or IGNORED". */
    static String of(Collection<?> words) {
        return words.stream().map(String::valueOf).sorted().collect(Collectors.joining(" or "));
    }
}
