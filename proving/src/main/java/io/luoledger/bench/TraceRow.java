package io.luoledger.bench;

import io.luoledger.text.TextFile;
import io.luoledger.trace.TraceImport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Reading the trace text of a host's live updates, beside a BufferedReader that reads its lines. */
final class TraceRow {
    /** The capture's one live update stands for about so many of a row's events. */
    private static final int EVENTS_OF_AN_UPDATE = 600;

    private TraceRow() {}

    static Row row() {
        return new Row.Ratio(
                "import",
                "importing a real kernel's trace text, bytes / a BufferedReader's lines of the same text",
                Row.Bound.AT_LEAST,
                Row.Clock.CPU,
                0.3,
                0.04,
                TraceRow::open);
    }

    private static Contest open(Setting setting) throws IOException, NotHereException {
        if (setting.capture().isEmpty()) {
            throw new NotHereException("there is no capture to import");
        }
        List<TextFile> boots = boots(setting.capture(), Math.max(1, setting.events() / EVENTS_OF_AN_UPDATE));
        return Contest.of(() -> imported(boots), () -> read(boots));
    }

    /** The captured live update again and again on one host, each time with other names of its sessions. */
    private static List<TextFile> boots(List<TextFile> capture, int updates) throws IOException {
        List<TextFile> boots = new ArrayList<>();
        for (int update = 0; update < updates; update++) {
            for (TextFile kernel : capture) {
                try (InputStream in = kernel.open()) {
                    String text = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .replaceAll("(name|session)=\"([^\"]+)\"", "$1=\"$2." + update + "\"");
                    boots.add(TextFile.of(update + "." + kernel.name(), text.getBytes(StandardCharsets.UTF_8)));
                }
            }
        }
        return boots;
    }

    private static long imported(List<TextFile> boots) {
        AtomicLong events = new AtomicLong();
        new TraceImport(
                        "bench",
                        boots.stream().map(List::of).toList(),
                        boots.stream().map(boot -> "7.3").toList(),
                        List.of())
                .forEach(draft -> events.incrementAndGet());
        if (events.get() < boots.size()) {
            throw new IllegalStateException("hardly anything was understood of the trace text");
        }
        return bytes(boots);
    }

    private static long read(List<TextFile> boots) throws IOException {
        long characters = 0;
        for (TextFile boot : boots) {
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(boot.open(), StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    characters += line.length() + 1;
                }
            }
        }
        if (characters == 0) {
            throw new IllegalStateException("an empty capture");
        }
        return bytes(boots);
    }

    private static long bytes(List<TextFile> boots) {
        return boots.stream().mapToLong(TextFile::bytes).sum();
    }
}
