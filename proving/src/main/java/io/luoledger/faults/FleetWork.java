package io.luoledger.faults;

import io.luoledger.cluster.Container;
import io.luoledger.cluster.HarnessException;
import io.luoledger.wire.RecordedEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A {@link FleetWriter} in its container. */
record FleetWork(Load load, Container writer, Path directory, Supervisor supervisor) implements Work {
    @Override
    public AckLog log() {
        return new AckLog(directory.resolve(FleetWriter.ACKNOWLEDGED));
    }

    @Override
    public List<RecordedEvent> finish() {
        try {
            Files.writeString(directory.resolve(FleetWriter.STOP), "");
        } catch (IOException e) {
            throw new HarnessException("the writer can't be told to end: " + e.getMessage(), e);
        }
        Await.until("the writer to end", writer::hasEndedWell);
        supervisor.remove(writer);
        AckLog.Progress progress = progress();
        if (progress.inFlight()) {
            throw new HarnessException(
                    "the writer ended with " + progress + ", expected all that it sent acknowledged");
        }
        return load.events(progress.acknowledged());
    }
}
