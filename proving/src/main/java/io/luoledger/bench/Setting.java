package io.luoledger.bench;

import io.luoledger.text.TextFile;
import java.util.List;

/**
 * How much is measured, and with what.
 *
 * @param events about how many events the inputs have
 * @param command what starts luo-ledger as its users do; empty where this process doesn't come from an installed one
 * @param capture trace text of a real live update, of its outgoing and of its incoming kernel; empty where none is at hand
 */
public record Setting(int events, List<String> command, List<TextFile> capture) {
    public static final int DEFAULT_EVENTS = 60_000;

    public Setting {
        command = List.copyOf(command);
        capture = List.copyOf(capture);
        if (events < 1) {
            throw new IllegalArgumentException("inputs of " + events + " events, expected at least 1");
        }
    }
}
