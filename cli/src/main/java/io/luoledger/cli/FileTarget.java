package io.luoledger.cli;

import io.luoledger.event.Draft;
import io.luoledger.files.OutputFile;
import io.luoledger.publish.HostLedger;
import io.luoledger.publish.WriteSummary;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.LogFileWriter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** A new log file: each host's events from sequence 0. The file appears when it is complete. */
final class FileTarget implements LedgerTarget {
    private final OutputFile file;
    private final LogFileWriter writer;
    private final EventCodec codec = new EventCodec();
    private final Map<String, HostLedger> hosts = new HashMap<>();
    private final Map<String, Long> lastSequences = new LinkedHashMap<>();
    private long appended;
    private long skipped;

    FileTarget(OutputFile file) {
        this.file = file;
        writer = file.log();
    }

    @Override
    public void append(Draft draft) {
        HostLedger host = hosts.computeIfAbsent(draft.host(), HostLedger::empty);
        if (host.holds(draft.source())) {
            skipped++;
            return;
        }
        EventCodec.Sealed sealed = codec.sealed(host.head(), draft);
        file.guarded(() -> writer.append(sealed));
        host.appended(sealed.event());
        lastSequences.put(draft.host(), sealed.event().sequence());
        appended++;
    }

    @Override
    public WriteSummary complete() {
        file.guarded(writer::close);
        file.complete();
        return new WriteSummary(appended, skipped, lastSequences);
    }

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public void close() {
        file.close();
    }
}
