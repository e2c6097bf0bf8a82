package io.luoledger.simulator.vfio;

import io.luoledger.simulator.Blocked;
import io.luoledger.simulator.SysError;
import io.luoledger.simulator.pci.PciDevice;
import io.luoledger.simulator.pci.PciFunction;
import io.luoledger.simulator.pci.PciFunction.Interrupts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A function that the vfio-pci driver holds. */
public final class VfioDevice {
    private static final int FIRST_ENABLED = 1;

    private final Vfio vfio;
    private final PciDevice pci;
    private final int number;
    private final String path;
    private int registrations;
    private int opens;
    private @Nullable VfioFile boundFile;
    private boolean resetWorks;
    private boolean frozen;
    private @Nullable Boolean carriedReset;
    private boolean stateCarried;
    private List<Runnable> waiting = List.of();
    private int openVirtualFunctions;
    /** Of a physical function, until somebody sets one it is nobody's to know. */
    private @Nullable String token;

    /**
     * @param prefix of its name: of one that no IOMMU isolates
     */
    VfioDevice(Vfio vfio, PciDevice pci, int number, String prefix) {
        this.vfio = vfio;
        this.pci = pci;
        this.number = number;
        this.path = "/dev/vfio/devices/" + prefix + "vfio" + number;
    }

    public PciDevice pci() {
        return pci;
    }

    private PciFunction function() {
        return pci.function();
    }

    /** The number in /dev/vfio/devices/vfioN. */
    public int number() {
        return number;
    }

    /** "/dev/vfio/devices/vfioN". */
    public String path() {
        return path;
    }

    /** Whether the device is bound to an iommufd through its character device. */
    public boolean boundToIommufd() {
        return boundFile != null;
    }

    /** Whether resetting it was seen to work. */
    public boolean resetWorks() {
        return resetWorks;
    }

    /** Whether it was frozen for a kexec, and answers EIO until it is enabled again. */
    public boolean frozen() {
        return frozen;
    }

    public boolean interruptsOn() {
        return function().interrupts() != Interrupts.NONE;
    }

    /** Whether it is in D0. */
    public boolean awake() {
        return function().power() == PciFunction.Power.D0;
    }

    /** The kernel before said whether reset works, and has reset it: the next enable believes that and doesn't reset. */
    public void carry(boolean resetWorked) {
        carriedReset = resetWorked;
    }

    /** Whether what the kernel before said still waits for the next enable. */
    public boolean carries() {
        return carriedReset != null;
    }

    /** The device came with all its state, running: the next enable touches nothing. */
    public void carryState() {
        stateCarried = true;
    }

    /** What it writes on its own was seen to reach memory. */
    void wrote() {
        vfio.tellDma(pci, false);
    }

    /** Switches the device off for the kexec: mappings are gone, nothing but INTx disable is left in its command register. */
    public void quiesce() {
        vfio.stopDma(pci);
        vfio.tryReset(pci);
        function().command(PciFunction.COMMAND_INTX_DISABLE);
        frozen = true;
    }

    /** Undoes {@link #quiesce} as far as that can be done: user space can talk to it again. */
    public void thaw() {
        frozen = false;
    }

    /** Brings the device to the state in which it was before it was opened. Refusals of the reset are passed on. */
    public void resetAndRestore() {
        int command = function().command() & ~(PciFunction.COMMAND_MASTER | PciFunction.COMMAND_INTX_DISABLE);
        vfio.stopDma(pci);
        if (resetWorks) {
            vfio.reset(pci);
        }
        function().power(PciFunction.Power.D0);
        function().command(initial(command));
    }

    /** What firmware and enumeration leave in the command register of a device that no driver touched yet. */
    private static int initial(int command) {
        return command | PciFunction.COMMAND_IO | PciFunction.COMMAND_MEMORY | PciFunction.COMMAND_SERR;
    }

    void open() {
        opens++;
        if (opens == FIRST_ENABLED) {
            enable();
        }
    }

    void close() {
        opens--;
        if (opens == 0) {
            disable();
        }
    }

    boolean isOpen() {
        return opens > 0;
    }

    private void enable() {
        frozen = false;
        if (stateCarried) {
            stateCarried = false;
            return;
        }
        function().clear(PciFunction.COMMAND_MASTER);
        function().power(PciFunction.Power.D0);
        int command = function().command();
        if (carriedReset != null) {
            resetWorks = carriedReset;
            carriedReset = null;
        } else {
            resetWorks = vfio.tryReset(pci);
        }
        function().command((command | PciFunction.COMMAND_MEMORY) & ~PciFunction.COMMAND_INTX_DISABLE);
    }

    private void disable() {
        function().dma().stop();
        function().interrupts(Interrupts.NONE);
        int command = function().command() & ~PciFunction.COMMAND_MASTER;
        if (resetWorks || frozen) {
            vfio.tryReset(pci);
        }
        function().power(PciFunction.Power.D0);
        function().command(command & ~PciFunction.COMMAND_INTX_DISABLE);
    }

    void bound(@Nullable VfioFile file) {
        boundFile = file;
    }

    /** A file holds the device registered: vfio-pci can't let go of it meanwhile. */
    void register() {
        registrations++;
    }

    void unregister() {
        registrations--;
        if (registrations == 0) {
            List<Runnable> due = waiting;
            waiting = List.of();
            due.forEach(VfioDevice::goOn);
        }
    }

    boolean registered() {
        return registrations > 0;
    }

    /** What waited goes on; what it runs into then is said to the one who waited, and to nobody here. */
    private static void goOn(Runnable call) {
        try {
            call.run();
        } catch (SysError | Blocked saidElsewhere) {
            // that call's own end
        }
    }

    /** vfio-pci is being taken off it, and waits for the last file: nobody can open it any more. */
    boolean leaving() {
        return !waiting.isEmpty();
    }

    /** Has a call wait until nobody holds the device. */
    Blocked waits(Runnable call) {
        List<Runnable> more = new ArrayList<>(waiting);
        more.add(call);
        waiting = more;
        return new Blocked();
    }

    /**
     * Whoever opens a virtual function of a physical one that vfio-pci has shows the physical one's token; whoever opens a physical
     * function while such virtual ones are open, too, and sets it otherwise. EACCES without it or with another, EINVAL for one that
     * nobody asked for.
     */
    void requireToken(@Nullable String shown) {
        PciDevice physical = pci.physical();
        VfioDevice holder = physical == null ? null : vfio.of(physical);
        boolean asked = physical == null ? openVirtualFunctions > 0 : holder != null;
        if (asked) {
            String expected = holder == null ? token : holder.token;
            if (shown == null || !shown.equals(expected)) {
                throw new SysError("EACCES");
            }
        } else if (shown != null) {
            if (physical != null || pci.model().virtualFunctions() == null) {
                throw new SysError("EINVAL");
            }
            token = shown;
        }
    }

    void virtualFunctionOpened(int change) {
        openVirtualFunctions += change;
    }
}
