package io.luoledger.abi.plan;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.Registration;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * What a host holds preserved now.
 *
 * @param kernel the running kernel's release
 * @param handlers compatible strings of the handlers of its preserved files
 * @param flbs names of its preserved FLBs
 * @param unread what of its ledger couldn't be read, each with its place and reason: it may hold more than is told here
 */
public record Holdings(String host, String kernel, List<String> handlers, List<String> flbs, List<String> unread) {
    public Holdings {
        handlers = sorted(handlers);
        flbs = sorted(flbs);
        unread = List.copyOf(unread);
    }

    /** Of a host whose ledger was read whole. */
    public Holdings(String host, String kernel, List<String> handlers, List<String> flbs) {
        this(host, kernel, handlers, flbs, List.of());
    }

    /** Everything that a host with this kernel can hold. */
    public static Holdings everything(String host, AbiDescriptor kernel) {
        Registration registration = kernel.registration();
        return registration == null
                ? new Holdings(host, kernel.release(), written(kernel, Layer.HANDLER), written(kernel, Layer.FLB))
                : new Holdings(
                        host,
                        kernel.release(),
                        registration.handlers(),
                        registration.flbs().values().stream()
                                .flatMap(List::stream)
                                .toList());
    }

    private static List<String> written(AbiDescriptor kernel, Layer layer) {
        return kernel.guards(layer).map(Guard::value).toList();
    }

    /**
     * The same in another kernel: strings change on the way, kinds don't. What that kernel has no string for keeps its own.
     *
     * @param called the other kernel's name
     * @param running the kernel that it is held under
     */
    public Holdings under(String called, AbiDescriptor other, AbiDescriptor running) {
        return new Holdings(
                host,
                called,
                handlers.stream()
                        .map(handler -> in(other, Layer.HANDLER, handler, running))
                        .toList(),
                flbs.stream().map(flb -> in(other, Layer.FLB, flb, running)).toList(),
                unread);
    }

    private static String in(AbiDescriptor other, Layer layer, String value, AbiDescriptor running) {
        if (other.guards(layer).anyMatch(guard -> guard.writes().contains(value))) {
            return value;
        }
        return running.guards(layer)
                .filter(guard -> guard.writes().contains(value))
                .flatMap(guard ->
                        other.guards(layer).filter(there -> there.kind().equals(guard.kind())))
                .map(Guard::value)
                .findFirst()
                .orElse(value);
    }

    /** Whether there is nothing to lose, for sure. */
    public boolean isEmpty() {
        return handlers.isEmpty() && flbs.isEmpty() && unread.isEmpty();
    }

    private static List<String> sorted(Collection<String> names) {
        return List.copyOf(names.size() < 2 ? names : new TreeSet<>(names));
    }
}
