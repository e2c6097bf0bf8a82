package io.luoledger.preflight;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Consequence;
import io.luoledger.abi.fdstore.FdStoreMapping;
import io.luoledger.abi.plan.Holdings;
import io.luoledger.abi.plan.Readiness;
import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.catalogue.PreflightFindings;
import io.luoledger.core.FileState;
import io.luoledger.core.Kinds;
import io.luoledger.core.OpenQuestions;
import io.luoledger.core.SessionState;
import io.luoledger.finding.Finding;
import io.luoledger.finding.Severity;
import io.luoledger.judge.AbiJudge;
import io.luoledger.replay.Replay;
import io.luoledger.view.HostView;
import io.luoledger.view.HostView.SessionView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether one host may go to its next kernel now.
 *
 * @param target the next kernel
 * @param risks findings that are open: warnings, and what a kexec now would lose of the update before
 * @param image what the host is to boot, null where a kernel is only named
 */
public record Preflight(
        Holdings holdings,
        String target,
        Readiness ready,
        List<Finding> risks,
        @Nullable Image image) {
    private static final String ALWAYS_BUILT_IN = "memfd";

    /**
     * The image that the host is to boot.
     *
     * @param back whether the kernel that runs now can take it back from there
     */
    public record Image(NextImage next, Readiness back) {}

    /**
     * Of a host as its ledger stands.
     *
     * @param judge knows the kernels
     * @param accepted losses to let pass
     */
    public static Preflight of(
            HeldState held, HostView host, String target, AbiJudge judge, Set<Consequence> accepted) {
        return of(held, host, target, judge, accepted, handler -> handler.startsWith(ALWAYS_BUILT_IN));
    }

    /** @param builtIn of which handlers it is known that no module has to bring them */
    private static Preflight of(
            HeldState held,
            HostView host,
            String target,
            AbiJudge judge,
            Set<Consequence> accepted,
            Predicate<String> builtIn) {
        Holdings holdings = held.of(host);
        List<Finding> risks = new ArrayList<>(risks(held.replay(), host));
        risks.addAll(lateHandlers(host, builtIn));
        return new Preflight(holdings, target, judge.ready(holdings, target, accepted), List.copyOf(risks), null);
    }

    /**
     * Of a host that is to boot an image.
     *
     * @param target what the judge knows the image's kernel as
     * @param running the kernel that runs, null when it isn't known
     */
    public static Preflight of(
            HeldState held,
            HostView host,
            NextImage image,
            String target,
            @Nullable AbiDescriptor running,
            AbiJudge judge,
            Set<Consequence> accepted) {
        Preflight plain = of(
                held,
                host,
                target,
                judge,
                accepted,
                handler -> handler.startsWith(ALWAYS_BUILT_IN) || image.lists(handler));
        Holdings here = plain.holdings;
        Holdings there = running == null
                ? new Holdings(here.host(), target, here.handlers(), here.flbs(), here.unread())
                : here.under(target, image.kernel(), running);
        return new Preflight(
                here,
                target,
                plain.ready.naming(image.file(), image.untold()),
                plain.risks,
                new Image(image, judge.back(there, here.kernel(), accepted).naming(image.file(), image.untold())));
    }

    /** @param strict whether an open risk is against it */
    public boolean go(boolean strict) {
        return ready.go() && (!strict || risks.isEmpty());
    }

    /** What the ledger said of the update to come and of itself, and what of the update before is open. */
    private static List<Finding> risks(Replay replay, HostView host) {
        long next = host.state().current().liveUpdate() + 1;
        List<Finding> risks = new ArrayList<>();
        for (Finding finding : replay.findings()) {
            boolean ofNext = finding.liveUpdate() == next
                    && finding.kind().severity() != Severity.INFO
                    && !finding.kind().id().startsWith("ABI-");
            if (ofNext || FindingCatalogue.isDamage(finding.kind())) {
                risks.add(finding);
            }
        }
        risks.addAll(OpenQuestions.of(replay.entities(), host.state().host()));
        return risks.stream().distinct().toList();
    }

    /**
     * Handlers that may live in modules, on a host whose PID 1 is the first to open /dev/liveupdate, as a session systemd in
     * one of its updates shows: the shutdown makes it when preflight is over. Memfds are built in with live update.
     */
    private static List<Finding> lateHandlers(HostView host, Predicate<String> builtIn) {
        Optional<SessionState> store = host.sessions().stream()
                .map(SessionView::session)
                .filter(session -> session.name().equals(FdStoreMapping.SESSION))
                .reduce((earlier, later) -> later);
        return store.map(session -> lateHandlers(host, session, builtIn)).orElse(List.of());
    }

    private static List<Finding> lateHandlers(HostView host, SessionState store, Predicate<String> builtIn) {
        long outgoing = host.state().current().outgoing();
        Map<String, Finding> late = new TreeMap<>();
        for (SessionView session : host.sessions()) {
            if (session.session().generation() != outgoing) {
                continue;
            }
            for (FileState file : session.files()) {
                String handler = Kinds.of(file);
                if (file.status().outgoing() && !builtIn.test(handler)) {
                    late.computeIfAbsent(
                            handler,
                            name -> new Finding(
                                    PreflightFindings.STORE_HANDLER_LATE,
                                    host.state().host(),
                                    host.number(outgoing),
                                    "handler " + name,
                                    "registered when PID 1 opens /dev/liveupdate",
                                    "may live in a module, and PID 1 opens first: there is a session "
                                            + FdStoreMapping.SESSION,
                                    List.of(store.firstSequence(), file.firstSequence())));
                }
            }
        }
        return List.copyOf(late.values());
    }
}
