package io.luoledger.cli;

import io.luoledger.abi.plan.Holdings;
import io.luoledger.files.LogInput;
import io.luoledger.preflight.HeldState;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.LedgerReader;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.wire.LogFileReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What hosts hold preserved, from a log file, a cluster or a JSON list. */
final class HoldingsSource {
    private HoldingsSource() {}

    /** Every host of a log, as it is after its last event. */
    static List<Holdings> log(Path file) {
        return log(file, new Replay(SimulatedReader.gate())).hosts();
    }

    /** A log has no record that can't be decoded: it ends there. */
    static HeldState log(Path file, Replay replay) {
        try (LogFileReader reader = LogInput.open(file.toString())) {
            return new HeldState(replay.run(reader), Map.of());
        }
    }

    /** Every host of a cluster's ledger, as it stands now. */
    static List<Holdings> cluster(ClientSettings client, PrintWriter err) {
        return cluster(client, Optional.empty(), new Replay(SimulatedReader.gate()), err)
                .hosts();
    }

    /** @param host only this one's events */
    static HeldState cluster(ClientSettings client, Optional<String> host, Replay replay, PrintWriter err) {
        Map<String, List<String>> unread = new TreeMap<>();
        try (LedgerReader reader = new LedgerReader(client)) {
            reader.snapshot(host, entry -> {
                switch (entry) {
                    case LedgerReader.Entry.Event event -> replay.accept(event.recorded());
                    case LedgerReader.Entry.Unreadable other -> {
                        Warnings.say(err, "left out " + other.text());
                        String key = other.key();
                        if (key != null && !other.known()) {
                            unread.computeIfAbsent(key, name -> new ArrayList<>())
                                    .add(other.text());
                        }
                    }
                }
                return true;
            });
        }
        return new HeldState(replay, unread);
    }
}
