package io.luoledger.broker;

import io.luoledger.event.Boot;
import io.luoledger.event.Draft;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.Moment;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody.SessionCreated;
import io.luoledger.event.Side;
import io.luoledger.event.Source;
import io.luoledger.event.Token;
import java.util.List;
import java.util.stream.LongStream;

/** Drafts as a source would make them: a session, then its files. */
public final class TestDrafts {
    private TestDrafts() {}

    public static List<Draft> of(String host, String source, int count) {
        return LongStream.range(0, count)
                .mapToObj(position -> draft(host, source, position))
                .toList();
    }

    public static Draft draft(String host, String source, long position) {
        return new Draft(
                host,
                new Source(Source.idOf(host, source), position),
                new Boot(source, "7.3.4", 0, Side.OUTGOING),
                Moment.monotonic(position * 1000),
                position == 0
                        ? new SessionCreated(Session.named("vm"), Result.success())
                        : new FilePreserved(
                                Session.named("vm"),
                                new Token(position),
                                "memfd-v2",
                                position << 12,
                                null,
                                Result.success()));
    }
}
