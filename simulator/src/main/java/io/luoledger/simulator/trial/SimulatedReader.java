package io.luoledger.simulator.trial;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Consequence;
import io.luoledger.abi.Layer;
import io.luoledger.abi.memory.Layouts;
import io.luoledger.abi.reading.HandoverReader;
import io.luoledger.abi.role.GuardRoles;
import io.luoledger.abi.role.Roles;
import io.luoledger.simulator.kernel.KernelProfile;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads by simulating both kernels: the one preserves sessions, memfds, FLBs and devices and hands them over, the other boots into
 * that and takes, looks at and finishes all of it.
 */
public final class SimulatedReader implements HandoverReader {
    /** The gate of the product: what a difference does is what simulated kernels do with it. */
    public static AbiGate gate() {
        return new AbiGate(new SimulatedReader());
    }

    @Override
    public boolean reaches(String part) {
        return part.equals(GuardRoles.of(Layer.FLB))
                || part.equals(Roles.MEMFD + ".flags")
                || DescribedStructs.knows(part)
                || DescribedKernel.compares(part);
    }

    @Override
    public Optional<Set<Consequence>> read(AbiDescriptor outgoing, AbiDescriptor incoming) {
        if (outgoing.pageSize() != incoming.pageSize()) {
            return Optional.empty();
        }
        if (outgoing.layout(Roles.FLB).isPresent() != incoming.layout(Roles.FLB).isPresent()) {
            // one of them is described without its table of FLBs: no kernel that could be simulated
            return Optional.empty();
        }
        Optional<KernelProfile> from = DescribedKernel.of(outgoing);
        Optional<KernelProfile> to = DescribedKernel.of(incoming);
        if (from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        Set<Consequence> found = EnumSet.noneOf(Consequence.class);
        Layouts written = Layouts.of(outgoing);
        Layouts read = Layouts.of(incoming);
        if (!DescribedDevices.same(written, read)) {
            Optional<KernelProfile> left = DescribedDevices.of(from.get(), written);
            Optional<KernelProfile> right = DescribedDevices.of(to.get(), read);
            if (left.isEmpty() || right.isEmpty()) {
                return Optional.empty();
            }
            found.addAll(DeviceTrial.between(left.get(), right.get()));
        }
        if (!from.get().equals(to.get().withRelease(from.get().release()))) {
            found.addAll(HandoverTrial.ofWhatIsWritten(from.get(), to.get()));
        }
        return Optional.of(found);
    }
}
