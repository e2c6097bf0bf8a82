package io.luoledger.broker;

import io.luoledger.event.Body;
import io.luoledger.event.Boot;
import io.luoledger.event.Draft;
import io.luoledger.event.FileBody.FileFrozen;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.FileBody.FileRetrieved;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.KernelBody.HandoverStarted;
import io.luoledger.event.KernelBody.KernelBooted;
import io.luoledger.event.Moment;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody.SessionClosed;
import io.luoledger.event.SessionBody.SessionCreated;
import io.luoledger.event.SessionBody.SessionFinished;
import io.luoledger.event.SessionBody.SessionRetrieved;
import io.luoledger.event.Side;
import io.luoledger.event.Source;
import io.luoledger.event.Token;
import java.util.ArrayList;
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

    /**
     * A live update of a host with one session: every third file can't be retrieved, so that there is something to find.
     */
    public static List<Draft> liveUpdate(String host, int files) {
        List<Draft> drafts = new ArrayList<>();
        Session vm = Session.named("vm");
        Boot before = new Boot("b0", "7.2.1", 0, Side.OUTGOING);
        Boot after = new Boot("b1", "7.3.4", 1, Side.INCOMING);
        add(drafts, host, before, new SessionCreated(vm, Result.success()));
        for (int file = 1; file <= files; file++) {
            add(drafts, host, before, new FilePreserved(vm, new Token(file), "memfd-v2", null, null, Result.success()));
        }
        add(drafts, host, before, new HandoverStarted(Result.success()));
        for (int file = 1; file <= files; file++) {
            add(drafts, host, before, new FileFrozen(vm, new Token(file), "memfd-v2", null, null, Result.success()));
        }
        add(
                drafts,
                host,
                after,
                new KernelBooted(BootOutcome.RESTORED, "7.2.1", 1L, (long) files, 0L, null, Result.success()));
        add(drafts, host, after, new SessionRetrieved(vm, Result.success()));
        for (int file = 1; file <= files; file++) {
            Result result = file % 3 == 0 ? Result.refused("EIO") : Result.success();
            add(drafts, host, after, new FileRetrieved(vm, new Token(file), "memfd-v2", null, null, result));
        }
        add(drafts, host, after, new SessionFinished(vm, Result.success()));
        add(drafts, host, after, new SessionClosed(vm, Result.success()));
        return drafts;
    }

    private static void add(List<Draft> drafts, String host, Boot boot, Body body) {
        drafts.add(new Draft(
                host,
                new Source(Source.idOf(host, boot.id()), drafts.size()),
                boot,
                Moment.monotonic(drafts.size() * 1000L),
                body));
    }
}
