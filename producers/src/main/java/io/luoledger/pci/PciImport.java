package io.luoledger.pci;

import io.luoledger.event.Body;
import io.luoledger.event.Boot;
import io.luoledger.event.DeviceBody.DeviceEnumerated;
import io.luoledger.event.Draft;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.KernelBody.KernelBooted;
import io.luoledger.event.Moment;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.event.Result;
import io.luoledger.event.Side;
import io.luoledger.event.Source;
import io.luoledger.ledger.EventSource;
import io.luoledger.text.TextFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A host's enumerations before and after the kexec as events. Whatever is to be found again is told as a preserved file
 * of which nothing but the function is known; the last of several kernels promises nothing any more.
 */
public final class PciImport implements EventSource {
    /**
     * What is known besides the enumerations.
     *
     * @param firstLiveUpdate live-update number of the first kernel
     * @param releases of the first kernels, in order
     * @param preserved the functions that count as preserved; empty for all
     */
    public record Task(String host, long firstLiveUpdate, List<String> releases, Set<PciAddress> preserved) {
        public Task {
            Draft.requireHost(host);
            releases = List.copyOf(releases);
            preserved = Set.copyOf(preserved);
        }
    }

    /** What was made of one kernel's enumerations. */
    public record Kernel(
            int number, String release, long liveUpdate, List<PciKernel.Moment> moments, Map<String, Long> events) {
        public Kernel {
            moments = List.copyOf(moments);
        }
    }

    private final Task task;
    private final List<PciKernel> kernels;
    private final List<Kernel> report = new ArrayList<>();

    private PciImport(Task task, List<PciKernel> kernels) {
        this.task = task;
        this.kernels = kernels;
    }

    /** Throws UnreadableInputException for text of another kind. */
    public static PciImport of(Task task, TextFile capture) {
        return new PciImport(task, PciKernel.read(capture));
    }

    /** Reads what a sysfs shows now; throws UnreadableInputException where there is none. */
    public static PciImport of(Task task, java.nio.file.Path sysfs) {
        return new PciImport(task, PciKernel.of(List.of(Sysfs.read(sysfs))));
    }

    /** The addresses to be preserved that no kernel has a function at. */
    public Set<PciAddress> unknownPreserved() {
        Set<PciAddress> unknown = new java.util.TreeSet<>(task.preserved());
        for (PciKernel kernel : kernels) {
            for (PciKernel.Moment moment : kernel.moments()) {
                for (Body change : moment.changes()) {
                    if (change instanceof DeviceEnumerated enumerated) {
                        unknown.remove(enumerated.address());
                    }
                }
            }
        }
        return unknown;
    }

    /** Per kernel; complete after {@link #forEach}. */
    public List<Kernel> report() {
        return List.copyOf(report);
    }

    @Override
    public void forEach(Consumer<Draft> sink) {
        int first = kernels.getFirst().number();
        for (int i = 0; i < kernels.size(); i++) {
            PciKernel kernel = kernels.get(i);
            boolean promises = i < kernels.size() - 1 || kernels.size() == 1;
            String release = i < task.releases().size() ? task.releases().get(i) : Boot.UNKNOWN_KERNEL;
            long liveUpdate = task.firstLiveUpdate() + kernel.number() - first;
            Out out = new Out(kernel, release, liveUpdate, sink);
            out.tell(
                    Side.INCOMING,
                    new KernelBooted(BootOutcome.UNKNOWN, null, null, null, null, null, Result.success()));
            kernel.moments().forEach(moment -> tell(moment, promises, out));
            report.add(new Kernel(kernel.number(), release, liveUpdate, kernel.moments(), out.events));
        }
    }

    private void tell(PciKernel.Moment moment, boolean promises, Out out) {
        for (Body change : moment.changes()) {
            out.tell(Side.NONE, change);
            if (promises && change instanceof DeviceEnumerated enumerated && counts(enumerated.address())) {
                PciIdentity before = out.promised.put(enumerated.address(), enumerated.identity());
                if (!enumerated.identity().equals(before)) {
                    out.tell(
                            Side.OUTGOING,
                            new FilePreserved(null, null, null, null, enumerated.address(), Result.success()));
                }
            }
        }
    }

    private boolean counts(PciAddress address) {
        return task.preserved().isEmpty() || task.preserved().contains(address);
    }

    /** The events of one kernel on their way out. */
    private final class Out {
        private final Consumer<Draft> sink;
        private final Boot boot;
        private final Map<PciAddress, PciIdentity> promised = new HashMap<>();
        private final Map<String, Long> events = new TreeMap<>();
        private Source source;

        Out(PciKernel kernel, String release, long liveUpdate, Consumer<Draft> sink) {
            this.sink = sink;
            List<String> words =
                    new ArrayList<>(List.of("pci", task.host(), String.valueOf(liveUpdate), String.valueOf(release)));
            // the first moment identifies the capture; later ones may be added to it
            kernel.moments().getFirst().changes().forEach(change -> words.add(change.toString()));
            source = new Source(Source.idOf(words.toArray(String[]::new)), 0);
            boot = new Boot(source.id().substring(0, 16), release, liveUpdate, Side.NONE);
        }

        void tell(Side side, Body body) {
            events.merge(body.type(), 1L, Long::sum);
            sink.accept(new Draft(task.host(), source, boot.withSide(side), Moment.UNKNOWN, body));
            source = source.at(source.position() + 1);
        }
    }
}
