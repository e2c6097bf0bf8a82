package io.luoledger.dashboard;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.fleet.HostLog;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What was made of hosts' live updates last, so that the pages of one list don't fold a log again and again. Keeps few. */
final class Recent<V> {
    private static final int MOST = 4;

    private final Deque<Made<V>> made = new ArrayDeque<>();

    /** Of this very log and these very kernels: whatever they hold, comparing it would cost as much as making it. */
    private record Made<V>(HostLog log, Map<String, AbiDescriptor> kernels, long update, V value) {
        @SuppressWarnings("ReferenceEquality")
        boolean of(HostLog other, Map<String, AbiDescriptor> known, long number) {
            return log == other && kernels == known && update == number;
        }
    }

    Optional<V> of(HostLog log, Map<String, AbiDescriptor> kernels, long update, Supplier<Optional<V>> make) {
        Optional<V> known = find(log, kernels, update);
        if (known.isPresent()) {
            return known;
        }
        Optional<V> value = make.get();
        value.ifPresent(one -> keep(new Made<>(log, kernels, update, one)));
        return value;
    }

    private synchronized Optional<V> find(HostLog log, Map<String, AbiDescriptor> kernels, long update) {
        return made.stream()
                .filter(one -> one.of(log, kernels, update))
                .findFirst()
                .map(Made::value);
    }

    private synchronized void keep(Made<V> one) {
        made.addFirst(one);
        if (made.size() > MOST) {
            made.removeLast();
        }
    }
}
