package io.luoledger.glossary;

import org.jspecify.annotations.Nullable;

/**
 * A word that stands in the tool's output.
 *
 * @param word as it is printed
 * @param of what it is a word of: "state of a file"
 * @param meaning what is then so
 * @param remedy what to do, null where nothing has to be done
 */
public record Word(
        String word, String of, String meaning, @Nullable String remedy) {}
