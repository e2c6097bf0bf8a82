package io.luoledger.simulator.script;

import io.luoledger.simulator.Journal;
import io.luoledger.simulator.KernelDeath;
import io.luoledger.simulator.Machine;
import io.luoledger.simulator.SysError;
import io.luoledger.simulator.kernel.Kernel;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.memory.HandoverImage;
import io.luoledger.simulator.pci.PciPlatform;
import io.luoledger.simulator.script.OpScript.Op;
import io.luoledger.simulator.script.ResultLine.OpResult;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts on one simulated machine: the first stage's sections of all scripts in order, then a kexec, then the second
 * stage's, and so on. Everything that a section leaves open stays open until the kexec.
 */
public final class ScriptRunner {
    private static final Op BOOT = new Op("boot", List.of(), 0);

    private final Machine machine;
    private final List<KernelProfile> kernels;
    private final String boot;
    private Consumer<HandoverImage> images = image -> {};
    private final Labels labels = new Labels();
    private final UserSpace userSpace = new UserSpace();

    /**
     * @param kernels one per stage; the last is used for all further ones
     * @param boot what the result lines call this chain of boots
     */
    public ScriptRunner(Journal journal, List<KernelProfile> kernels, String boot) {
        this(journal, kernels, boot, null);
    }

    /**
     * @param kernels one per stage; the last is used for all further ones
     * @param boot what the result lines call this chain of boots
     * @param platform the PCI hardware, not powered on yet; null for none
     */
    public ScriptRunner(Journal journal, List<KernelProfile> kernels, String boot, @Nullable PciPlatform platform) {
        this.machine = new Machine(journal, Machine.DEFAULT_MEMORY_BYTES, platform);
        this.kernels = List.copyOf(kernels);
        this.boot = boot;
    }

    /** Has every hand-over image shown, as the kernel leaves it. */
    public ScriptRunner showing(Consumer<HandoverImage> sink) {
        images = sink;
        return this;
    }

    /** Runs them; hands over a line per script and stage, stage by stage. Ends with the kernel that dies. */
    public void run(List<OpScript> scripts, Consumer<ResultLine> lines) {
        int last = scripts.stream().mapToInt(OpScript::lastStage).max().orElse(0);
        HandoverImage image = null;
        for (int stage = 1; stage <= last; stage++) {
            KernelProfile profile = kernels.get(Math.min(stage, kernels.size()) - 1);
            Seat seat = seat(profile, image);
            for (OpScript script : scripts) {
                List<Op> ops = script.stages().get(stage);
                if (ops != null) {
                    List<OpResult> results = seat == null ? List.of() : new Section(script.name(), seat).run(ops);
                    Op diedIn = seat == null ? BOOT : seat.diedIn();
                    lines.accept(new ResultLine(script.name(), stage, results, profile.release(), boot, diedIn));
                }
            }
            if (seat == null || seat.diedIn() != null) {
                return;
            }
            image = stage < last ? handOver(seat) : null;
            if (image != null) {
                images.accept(image);
            }
        }
    }

    /** The agent on the next kernel, or null when that kernel died of what it found. */
    private @Nullable Seat seat(KernelProfile profile, @Nullable HandoverImage image) {
        try {
            Kernel kernel = image == null ? machine.powerOn(profile) : machine.bootInto(profile, image);
            Seat seat = new Seat(kernel, labels, userSpace);
            seat.openDevice();
            return seat;
        } catch (KernelDeath death) {
            return null;
        }
    }

    /** What the stage leaves for the next: null after a loss of power. */
    static @Nullable HandoverImage handOver(Seat seat) {
        if (seat.image() == null && seat.running()) {
            try {
                seat.kexec();
            } catch (SysError refused) {
                // a handler that refuses once is asked again, as an operator would
                return askedAgain(seat);
            }
        }
        return seat.image();
    }

    /** Refused for good, the operator gives up on the live update, and powers the machine off and on. */
    private static @Nullable HandoverImage askedAgain(Seat seat) {
        try {
            seat.kexec();
        } catch (SysError refused) {
            return null;
        }
        return seat.image();
    }
}
