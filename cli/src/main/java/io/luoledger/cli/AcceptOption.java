package io.luoledger.cli;

import io.luoledger.abi.Consequence;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which losses are let pass, alike wherever it is asked whether a host may go. */
final class AcceptOption {
    @Option(
            names = "--accept",
            split = ",",
            paramLabel = "CONSEQUENCE",
            description = "Losses to let pass, such as flb_lost; they are listed. Default: none.")
    private List<String> words = List.of();

    Set<Consequence> consequences() {
        Set<Consequence> accepted = EnumSet.noneOf(Consequence.class);
        for (String word : words) {
            accepted.add(Arrays.stream(Consequence.values())
                    .filter(one -> one.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new UsageException("--accept " + word + ": expected some of "
                            + Arrays.stream(Consequence.values())
                                    .map(Consequence::word)
                                    .toList())));
        }
        return accepted;
    }
}
