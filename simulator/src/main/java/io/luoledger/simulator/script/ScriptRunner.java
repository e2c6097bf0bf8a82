package io.luoledger.simulator.script;

import io.luoledger.simulator.Journal;
import io.luoledger.simulator.KernelDeath;
import io.luoledger.simulator.Machine;
import io.luoledger.simulator.SysError;
import io.luoledger.simulator.kernel.Kernel;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.kernel.UserProcess;
import io.luoledger.simulator.memory.HandoverImage;
import io.luoledger.simulator.script.OpScript.Op;
import java.util.ArrayList;
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

    /**
     * @param kernels one per stage; the last is used for all further ones
     * @param boot what the result lines call this chain of boots
     */
    public ScriptRunner(Journal journal, List<KernelProfile> kernels, String boot) {
        this.machine = new Machine(journal, Machine.DEFAULT_MEMORY_BYTES);
        this.kernels = List.copyOf(kernels);
        this.boot = boot;
    }

    /** Runs them; hands over a line per script and stage, stage by stage. */
    public void run(List<OpScript> scripts, Consumer<ResultLine> lines) {
        int last = scripts.stream().mapToInt(OpScript::lastStage).max().orElse(0);
        HandoverImage image = null;
        for (int stage = 1; stage <= last; stage++) {
            KernelProfile profile = kernels.get(Math.min(stage, kernels.size()) - 1);
            Kernel kernel = null;
            Op diedIn = null;
            try {
                kernel = image == null ? machine.powerOn(profile) : machine.bootInto(profile, image);
            } catch (KernelDeath death) {
                diedIn = BOOT;
            }
            diedIn = sections(scripts, stage, profile, kernel, diedIn, lines);
            if (diedIn != null || kernel == null) {
                return;
            }
            if (stage < last) {
                image = kexec(kernel);
            }
        }
    }

    private static HandoverImage kexec(Kernel kernel) {
        try {
            return kernel.kexec();
        } catch (SysError refused) {
            throw new IllegalStateException("the hand-over between two stages was refused: " + refused.errnoName());
        }
    }

    private @Nullable Op sections(
            List<OpScript> scripts,
            int stage,
            KernelProfile profile,
            @Nullable Kernel kernel,
            @Nullable Op deadFrom,
            Consumer<ResultLine> lines) {
        Op diedIn = deadFrom;
        UserProcess process = null;
        Section.Device device = new Section.Device();
        if (kernel != null) {
            process = kernel.process();
            StandardFiles.openIn(process);
            try {
                device.open(process);
            } catch (KernelDeath death) {
                diedIn = Section.OPEN;
            }
        }
        for (OpScript script : scripts) {
            List<Op> ops = script.stages().get(stage);
            if (ops == null) {
                continue;
            }
            List<ResultLine.OpResult> results = new ArrayList<>();
            if (diedIn == null && process != null) {
                Section section = new Section(script.name(), process, device);
                results.addAll(section.run(ops));
                diedIn = section.diedIn();
            }
            lines.accept(new ResultLine(script.name(), stage, results, profile.release(), boot, diedIn));
        }
        return diedIn;
    }
}
