package io.luoledger.simulator.script;

import io.luoledger.event.KernelBody.TargetAnnounced;
import io.luoledger.event.Side;
import io.luoledger.simulator.Dice;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.KernelDeath;
import io.luoledger.simulator.Machine;
import io.luoledger.simulator.SysError;
import io.luoledger.simulator.kernel.Kernel;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.kernel.KernelState;
import io.luoledger.simulator.memory.HandoverImage;
import io.luoledger.simulator.memory.PreservedAbi;
import io.luoledger.simulator.script.OpScript.Op;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One host that lives through a script, call by call, so that many can live side by side: booted, called, handed over, booted
 * again. After the death of a kernel it is powered on again and goes on with the next stage.
 */
public final class ScriptedHost {
    private static final long CALL_NANOS_LEAST = 20_000;
    private static final long CALL_NANOS_MOST = 400_000;
    private static final long KEXEC_NANOS_LEAST = 700_000_000L;
    private static final long KEXEC_NANOS_MOST = 1_900_000_000L;
    private static final long POWER_ON_NANOS = 90_000_000_000L;

    private final Machine machine;
    private final Journal journal;
    private final List<KernelProfile> kernels;
    private final OpScript script;
    private final Labels labels = new Labels();
    private final UserSpace userSpace = new UserSpace();
    private final Dice pace;
    private final BiConsumer<Integer, ResultLine.OpResult> results;
    private int stage;
    private int next;
    private @Nullable Seat seat;
    private @Nullable Section section;
    private @Nullable HandoverImage image;
    private @Nullable PreservedAbi abi;
    private boolean refused;
    private boolean died;
    private boolean over;
    private boolean announces;
    private boolean announced;

    /**
     * @param kernels one per stage; the last is used for all further ones
     * @param pace how long calls and boots take
     * @param results takes each op's result, with its stage
     */
    public ScriptedHost(
            Journal journal,
            List<KernelProfile> kernels,
            OpScript script,
            Dice pace,
            BiConsumer<Integer, ResultLine.OpResult> results) {
        this.machine = new Machine(journal, Machine.DEFAULT_MEMORY_BYTES, script.platform());
        this.journal = journal;
        this.kernels = List.copyOf(kernels);
        this.script = script;
        this.pace = pace;
        this.results = results;
    }

    /** Its agent says which kernel comes next, before it preserves anything for it. */
    public ScriptedHost announcing() {
        announces = true;
        return this;
    }

    /** The host's wall clock, microseconds UTC. */
    public long wallMicros() {
        return journal.clock().wallMicros();
    }

    /** The kernel that runs now, or null between two. */
    public @Nullable Kernel kernel() {
        return seat == null || !seat.running() ? null : seat.kernel();
    }

    /**
     * How a host stands between two of its steps.
     *
     * @param boot counts its boots, from 1; 0 before the first
     * @param handedOver whether a kernel left everything in memory for the next one, which doesn't run yet
     * @param died whether the last kernel died of a call, or of what it found
     * @param abi by which the last kernel reads and writes preserved state, null before the first
     * @param kernel what the running kernel holds, null when none runs
     */
    public record Standing(
            int boot,
            boolean handedOver,
            boolean died,
            @Nullable PreservedAbi abi,
            @Nullable KernelState kernel) {}

    /** How it stands now. Costs as much as the kernel holds. */
    public Standing standing() {
        Kernel running = kernel();
        boolean left = image != null || (seat != null && seat.image() != null);
        boolean dead = died || (seat != null && seat.diedIn() != null);
        return new Standing(machine.boots(), left, dead, abi, running == null ? null : running.state());
    }

    /** Does the next thing; false when the script is over. */
    public boolean step() {
        if (over) {
            return false;
        }
        if (seat == null) {
            boot();
            return true;
        }
        Section running = section;
        List<Op> ops = script.stages().getOrDefault(stage, List.of());
        if (running != null && next < ops.size() && seat.running()) {
            Op op = ops.get(next++);
            if (op.name().equals("create")) {
                announce();
            }
            journal.clock().advance(pace.between(CALL_NANOS_LEAST, CALL_NANOS_MOST));
            results.accept(stage, running.run(op));
            return true;
        }
        leave(seat);
        return true;
    }

    private void boot() {
        stage++;
        if (stage > script.lastStage()) {
            over = true;
            return;
        }
        announced = false;
        KernelProfile profile = kernelOf(stage);
        HandoverImage received = image;
        image = null;
        next = 0;
        refused = false;
        died = false;
        abi = profile.abi();
        try {
            Kernel kernel;
            if (received == null) {
                kernel = machine.powerOn(profile);
            } else {
                kernel = machine.bootInto(profile, received);
            }
            journal.clock().advance(pace.between(KEXEC_NANOS_LEAST, KEXEC_NANOS_MOST));
            Seat taken = new Seat(kernel, labels, userSpace);
            taken.openDevice();
            section = new Section(script.name(), taken);
            seat = taken;
        } catch (KernelDeath death) {
            died = true;
            journal.clock().advance(POWER_ON_NANOS);
        }
    }

    private KernelProfile kernelOf(int number) {
        return kernels.get(Math.min(number, kernels.size()) - 1);
    }

    private void announce() {
        if (announces && !announced && stage < script.lastStage()) {
            announced = true;
            journal.record(
                    Side.OUTGOING, new TargetAnnounced(kernelOf(stage + 1).release(), null));
        }
    }

    private void leave(Seat left) {
        if (left.running()) {
            announce();
        }
        died = left.diedIn() != null;
        if (stage >= script.lastStage()) {
            seat = null;
            section = null;
            over = true;
            return;
        }
        try {
            if (left.running()) {
                left.kexec();
            }
        } catch (SysError error) {
            if (!refused) {
                // a handler that refuses once is asked again, as an operator would; then the operator gives up
                refused = true;
                return;
            }
        } catch (KernelDeath death) {
            died = true;
        }
        image = left.image();
        seat = null;
        section = null;
        journal.clock().advance(image == null ? POWER_ON_NANOS : pace.between(KEXEC_NANOS_LEAST, KEXEC_NANOS_MOST));
    }
}
