package io.luoledger.simulator.script;

import io.luoledger.simulator.KernelDeath;
import io.luoledger.simulator.SysError;
import io.luoledger.simulator.kernel.Kernel;
import io.luoledger.simulator.kernel.UserProcess;
import io.luoledger.simulator.memory.HandoverImage;
import io.luoledger.simulator.script.OpScript.Op;
import org.jspecify.annotations.Nullable;

/** The agent on one boot of a machine: its process, its open /dev/liveupdate, and how the boot ended. */
final class Seat {
    static final int CLOSED = -1;
    private static final Op OPEN = new Op("opendev", java.util.List.of(), 0);

    private final Kernel kernel;
    private final Labels labels;
    private final UserSpace userSpace;
    private UserProcess process;
    private int device = CLOSED;
    private @Nullable HandoverImage image;
    private @Nullable Op diedIn;
    private boolean powerLost;

    /**
     * Starts the agent, which opens the device as far as there is one.
     *
     * @param labels names of hardware, which outlive kernels
     * @param userSpace what the host has installed, which outlives them as well
     */
    Seat(Kernel kernel, Labels labels, UserSpace userSpace) {
        this.kernel = kernel;
        this.labels = labels;
        this.userSpace = userSpace;
        try {
            userSpace.boot(kernel);
        } catch (KernelDeath death) {
            diedIn = OPEN;
        }
        this.process = start();
    }

    private UserProcess start() {
        UserProcess fresh = kernel.process();
        StandardFiles.openIn(fresh);
        return fresh;
    }

    Labels labels() {
        return labels;
    }

    UserSpace userSpace() {
        return userSpace;
    }

    Kernel kernel() {
        return kernel;
    }

    UserProcess process() {
        return process;
    }

    int device() {
        return device;
    }

    void device(int number) {
        device = number;
    }

    /** Opens the device if it isn't open. Where that is refused, calls on it get EBADF. */
    void openDevice() {
        if (device == CLOSED && running()) {
            try {
                device = process.openLiveUpdate();
            } catch (SysError refused) {
                device = CLOSED;
            } catch (KernelDeath death) {
                diedIn = OPEN;
            }
        }
    }

    /** The agent is killed, and started again. */
    void crash() {
        process.exit();
        process = start();
        device = CLOSED;
        openDevice();
    }

    /** reboot(KEXEC). What it leaves is for the next kernel. */
    void kexec() {
        image = kernel.kexec();
    }

    @Nullable
    HandoverImage image() {
        return image;
    }

    void losePower() {
        powerLost = true;
    }

    boolean powerLost() {
        return powerLost;
    }

    void died(Op during) {
        diedIn = during;
    }

    /** The op that the kernel died in, or null. */
    @Nullable
    Op diedIn() {
        return diedIn;
    }

    /** Whether calls can still be made. */
    boolean running() {
        return diedIn == null && image == null && !powerLost;
    }
}
