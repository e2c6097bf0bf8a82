package io.luoledger.preflight;

import io.luoledger.abi.plan.Holdings;
import io.luoledger.core.BootMark;
import io.luoledger.core.FileStatus;
import io.luoledger.core.FlbStatus;
import io.luoledger.core.Kinds;
import io.luoledger.event.Boot;
import io.luoledger.replay.Replay;
import io.luoledger.view.HostView;
import io.luoledger.view.HostView.SessionView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the hosts of a ledger hold preserved after its last event: what their next kexec would hand over.
 *
 * @param unread records that can't be decoded, by the host whose ledger they claim to belong to
 */
public record HeldState(Replay replay, Map<String, List<String>> unread) {
    /** Every host, those of which nothing could be decoded too. */
    public List<Holdings> hosts() {
        List<Holdings> hosts = new ArrayList<>();
        Set<String> silent = new TreeSet<>(unread.keySet());
        for (HostView view : replay.hosts()) {
            hosts.add(of(view));
            silent.remove(view.state().host());
        }
        silent.forEach(
                host -> hosts.add(new Holdings(host, Boot.UNKNOWN_KERNEL, List.of(), List.of(), unreadOf(host))));
        return hosts;
    }

    /** The outgoing half of a host's running kernel. */
    public Holdings of(HostView host) {
        BootMark boot = host.state().current();
        Set<String> handlers = new TreeSet<>();
        Set<String> flbs = new TreeSet<>();
        for (SessionView session : host.sessions()) {
            if (session.session().generation() == boot.outgoing()) {
                session.files().stream()
                        .filter(file -> file.status() == FileStatus.PRESERVED || file.status() == FileStatus.FROZEN)
                        .forEach(file -> handlers.add(Kinds.of(file)));
            }
        }
        host.flbs().stream()
                .filter(flb -> flb.generation() == boot.outgoing() && flb.status() == FlbStatus.PRESERVED)
                .forEach(flb -> flbs.add(flb.name()));
        String name = host.state().host();
        return new Holdings(name, boot.kernel(), List.copyOf(handlers), List.copyOf(flbs), unreadOf(name));
    }

    private List<String> unreadOf(String host) {
        return unread.getOrDefault(host, List.of());
    }
}
