package io.luoledger.fleet;

import io.luoledger.avro.UpdateView;
import io.luoledger.finding.Finding;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was published of every host, within a bound: where it would be more, the oldest of each host is left out, so that
 * what happens now is always known. Life: told of what is published; {@link #takeChanged} after some of it.
 */
final class PublishedHosts {
    private final long most;
    private final Map<String, Host> hosts = new HashMap<>();
    private final Map<String, Host> changed = new HashMap<>();
    private Newest newest = Newest.AT_FIRST;
    private long kept;
    private boolean leftOut;

    private static final class Host {
        private final LinkedHashMap<ByteBuffer, UpdateView> updates = new LinkedHashMap<>();
        private final Deque<Finding> findings = new ArrayDeque<>();
        private long nextSequence;

        /** Leaves out what is older; how much that was. */
        int keep(Newest newest) {
            int before = updates.size() + findings.size();
            while (updates.size() > newest.updates()) {
                updates.pollFirstEntry();
            }
            while (findings.size() > newest.findings()) {
                findings.removeFirst();
            }
            return before - updates.size() - findings.size();
        }

        HostRow.Told told(String name) {
            UpdateView last = updates.isEmpty() ? null : updates.lastEntry().getValue();
            boolean cameUp = last != null && last.getToKernel() != null;
            return new HostRow.Told(
                    name,
                    last == null ? null : cameUp ? last.getToKernel() : last.getFromKernel(),
                    last == null ? null : (Long) (last.getLiveUpdate() - (cameUp ? 0 : 1)),
                    nextSequence,
                    List.copyOf(updates.values()),
                    List.copyOf(findings));
        }
    }

    /** @param most how many hosts, live updates and findings are kept, all together */
    PublishedHosts(long most) {
        this.most = most;
    }

    void ends(String host, long nextSequence) {
        changed(host).nextSequence = nextSequence;
    }

    /** @param name of the live update; what was said of it before is replaced */
    void updated(ByteBuffer name, UpdateView update) {
        Host host = changed(update.getHost());
        // the newest word comes last
        kept += host.updates.remove(name) == null ? 1 : 0;
        host.updates.put(name, update);
        keepNewest(host);
    }

    void found(Finding finding) {
        Host host = changed(finding.host());
        host.findings.add(finding);
        kept++;
        keepNewest(host);
    }

    private Host changed(String name) {
        Host host = hosts.computeIfAbsent(name, first -> {
            kept++;
            return new Host();
        });
        changed.put(name, host);
        return host;
    }

    private boolean keepNewest(Host host) {
        int left = host.keep(newest);
        kept -= left;
        leftOut |= left > 0;
        return left > 0;
    }

    /** Every host of which something else is known than when this was asked last. */
    List<HostRow.Told> takeChanged() {
        while (kept > most && !newest.isLeast()) {
            newest = newest.halved();
            hosts.forEach((name, host) -> {
                if (keepNewest(host)) {
                    changed.put(name, host);
                }
            });
        }
        List<HostRow.Told> told = changed.entrySet().stream()
                .map(one -> one.getValue().told(one.getKey()))
                .toList();
        changed.clear();
        return told;
    }

    /** What is known of each host, null where nothing was left out. */
    @Nullable
    Newest leftOut() {
        return leftOut ? newest : null;
    }

    /** Whether the hosts alone are more than may be kept. */
    boolean areTooMany() {
        return kept > most;
    }

    long most() {
        return most;
    }

    void forget() {
        hosts.clear();
        changed.clear();
        newest = Newest.AT_FIRST;
        leftOut = false;
        kept = 0;
    }
}
