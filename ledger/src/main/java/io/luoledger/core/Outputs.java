package io.luoledger.core;

import io.luoledger.abi.plan.Holdings;
import io.luoledger.event.Body;
import io.luoledger.event.Boot;
import io.luoledger.event.BootMoment;
import io.luoledger.event.FileBody;
import io.luoledger.event.FlbBody.FlbPreserved;
import io.luoledger.event.KernelBody.HandoverStarted;
import io.luoledger.event.KernelBody.TargetAnnounced;
import io.luoledger.finding.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What others hear of an event, once the rules are through with it: said of the fold's changes. */
final class Outputs {
    private final HostFold fold;
    private final BootMoment at;
    private final @Nullable Long atWallMicros;
    private final List<Output> outputs = new ArrayList<>();

    private Outputs(HostFold fold, LogState log) {
        this.fold = fold;
        this.at = BootMoment.of(fold.event());
        this.atWallMicros = log.clock().at().wallMicros();
    }

    /** Marks the live updates by what is said of them. */
    static List<Output> of(HostFold fold, LogState log) {
        return new Outputs(fold, log).all();
    }

    private List<Output> all() {
        for (Finding finding : fold.findings()) {
            raised(finding);
        }
        for (UpdateDraft update : fold.updates()) {
            changed(update);
        }
        for (Entity entity : fold.forgotten()) {
            outputs.add(new Output.EntityForgotten(entity));
        }
        return outputs;
    }

    private void raised(Finding finding) {
        UpdateState about = fold.knowsBoot() ? about(finding) : null;
        String to = about == null ? null : about.toKernel();
        outputs.add(new Output.FindingRaised(
                finding,
                about == null ? Boot.UNKNOWN_KERNEL : about.fromKernel(),
                to == null ? Boot.UNKNOWN_KERNEL : to,
                atWallMicros));
    }

    private @Nullable UpdateState about(Finding finding) {
        UpdateState outgoing = fold.update(fold.boot().outgoing());
        if (outgoing != null && outgoing.number() == finding.liveUpdate()) {
            return outgoing;
        }
        UpdateState incoming = fold.update(fold.boot().incoming());
        return incoming != null && incoming.number() == finding.liveUpdate() ? incoming : null;
    }

    private void changed(UpdateDraft draft) {
        UpdateState before = draft.before();
        UpdateState after = draft.now();
        summarised(draft, before, after);
        settled(draft, before, after);
        held(before, after);
    }

    /**
     * A summary goes out when the outcome changes, and else only with events that aren't about one file: a session of
     * ten thousand files doesn't make ten thousand summaries.
     */
    private void summarised(UpdateDraft draft, UpdateState before, UpdateState after) {
        boolean pending = after.pending() || !after.equals(before);
        boolean tell = after.begun()
                && pending
                && (!before.begun() || before.outcome() != after.outcome() || !(body() instanceof FileBody));
        draft.change(u -> u.summarised(pending && !tell, fold.sequence()));
        if (tell) {
            HostState host = fold.hostState();
            outputs.add(new Output.UpdateChanged(draft.now(), host == null ? null : host.when(draft.now())));
        }
    }

    /** Says once that the outcome is final, and what showed after that. */
    private void settled(UpdateDraft draft, UpdateState before, UpdateState after) {
        if (after.progress().settledTold()) {
            if (!Objects.equals(before.consequence(), after.consequence())) {
                outputs.add(new Output.ConsequenceShown(
                        before.consequence(), draft.now(), holdings(after), at, atWallMicros));
            }
        } else if (after.isFinal(fold.boot().ordinal())) {
            draft.change(UpdateDraft::toldSettled);
            outputs.add(new Output.UpdateSettled(draft.now(), holdings(after), at, atWallMicros));
        }
    }

    /** Says what the host holds when its next kernel has to be judged. */
    private void held(UpdateState before, UpdateState after) {
        Output.Occasion occasion = occasion(before, after);
        if (occasion == null || after.generation() != fold.boot().outgoing()) {
            return;
        }
        Progress.Announcement announced = after.progress().announced();
        outputs.add(new Output.HoldingsChanged(
                holdings(after),
                announced == null ? null : announced.kernel(),
                after.number(),
                occasion,
                fold.sequence(),
                at,
                atWallMicros));
    }

    private Output.@Nullable Occasion occasion(UpdateState before, UpdateState after) {
        if (body() instanceof HandoverStarted started && started.result().ok()) {
            return Output.Occasion.HANDOVER;
        }
        if (body() instanceof TargetAnnounced) {
            return Output.Occasion.ANNOUNCED;
        }
        boolean more = after.kinds().moreThan(before.kinds()) || body() instanceof FlbPreserved;
        return more ? Output.Occasion.PRESERVED : null;
    }

    private Holdings holdings(UpdateState update) {
        List<String> flbs = new ArrayList<>();
        for (FlbState flb : fold.flbs(update.generation())) {
            if (flb.status() != FlbStatus.UNPRESERVED) {
                flbs.add(flb.name());
            }
        }
        return new Holdings(fold.host(), update.fromKernel(), update.kinds().handlers(), flbs);
    }

    private Body body() {
        return fold.event().body();
    }
}
