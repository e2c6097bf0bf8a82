package io.luoledger.simulator.pci;

import io.luoledger.event.DeviceBody.BridgeBuses;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A function as hardware: what it is, where it is plugged in, and its registers. A kexec changes none of them. */
public final class PciFunction {
    /** Command register. */
    public static final int COMMAND_IO = 0x1;

    public static final int COMMAND_MEMORY = 0x2;
    public static final int COMMAND_MASTER = 0x4;
    public static final int COMMAND_SERR = 0x100;
    public static final int COMMAND_INTX_DISABLE = 0x400;

    /** Power states. */
    public enum Power {
        D0,
        D3HOT,
        D3COLD
    }

    /** What interrupts are switched on. */
    public enum Interrupts {
        NONE,
        INTX,
        MSI,
        MSIX
    }

    private final PciModel model;
    private final PciWire wire;
    private final int devfn;
    private final @Nullable PciWire below;
    private final @Nullable PciFunction physical;
    private List<PciFunction> virtualFunctions = List.of();
    private final DmaEngine dma;
    private int command;
    private int primary;
    private int secondary;
    private int subordinate;
    private int acsControl;
    private boolean ariForwarding;
    private int enabledVirtualFunctions;
    private boolean ariHierarchy;
    private Power power = Power.D0;
    private Interrupts interrupts = Interrupts.NONE;
    private long resets;

    PciFunction(PciWire wire, int devfn, PciModel model) {
        this(wire, devfn, model, null);
    }

    private PciFunction(PciWire wire, int devfn, PciModel model, @Nullable PciFunction physical) {
        this.model = model;
        this.wire = wire;
        this.devfn = devfn;
        this.physical = physical;
        this.below = model.kind().bridge() ? new PciWire(wire.host(), this) : null;
        this.dma = new DmaEngine(this);
    }

    public PciModel model() {
        return model;
    }

    /** Where it is plugged in. */
    public PciWire wire() {
        return wire;
    }

    /** Device &lt;&lt; 3 | function; a virtual function's is known only with its bus, see {@link PciDevice}. */
    public int devfn() {
        return devfn;
    }

    /** The bus below a bridge; null for anything else. */
    public @Nullable PciWire below() {
        return below;
    }

    /** The bus below a bridge. */
    public PciWire slot() {
        if (below == null) {
            throw new IllegalStateException(this + " is no bridge");
        }
        return below;
    }

    public boolean bridge() {
        return below != null;
    }

    /** The physical function of a virtual one, or null. */
    public @Nullable PciFunction physical() {
        return physical;
    }

    boolean forwards(int number) {
        return below != null && secondary != 0 && secondary <= number && number <= subordinate;
    }

    public int primary() {
        return primary;
    }

    public int secondary() {
        return secondary;
    }

    public int subordinate() {
        return subordinate;
    }

    /** Bus numbers of a bridge, null for anything else. */
    public @Nullable BridgeBuses buses() {
        return below == null ? null : new BridgeBuses(primary, secondary, subordinate);
    }

    /** Writes a bridge's three bus numbers. */
    public void buses(int newPrimary, int newSecondary, int newSubordinate) {
        primary = newPrimary & 0xff;
        secondary = newSecondary & 0xff;
        subordinate = newSubordinate & 0xff;
    }

    public int command() {
        return command;
    }

    public void command(int value) {
        command = value;
    }

    public void set(int commandBits) {
        command |= commandBits;
    }

    public void clear(int commandBits) {
        command &= ~commandBits;
    }

    public boolean busMaster() {
        return (command & COMMAND_MASTER) != 0;
    }

    public int acsControl() {
        return acsControl;
    }

    public void acsControl(int value) {
        acsControl = value;
    }

    /** Whether a port forwards to functions above 7. */
    public boolean ariForwarding() {
        return ariForwarding;
    }

    public void ariForwarding(boolean on) {
        ariForwarding = on;
    }

    public Power power() {
        return power;
    }

    public void power(Power state) {
        power = state;
    }

    public Interrupts interrupts() {
        return interrupts;
    }

    public void interrupts(Interrupts kind) {
        interrupts = kind;
    }

    public DmaEngine dma() {
        return dma;
    }

    /** How often it was reset since it was made. */
    public long resets() {
        return resets;
    }

    /** How many virtual functions answer. */
    public int enabledVirtualFunctions() {
        return enabledVirtualFunctions;
    }

    boolean ariHierarchy() {
        return ariHierarchy;
    }

    void ariHierarchy(boolean capable) {
        ariHierarchy = capable;
    }

    /** Offset of a virtual function's routing id from this one's, counted from 0. */
    int virtualOffset(int number) {
        PciModel.VirtualFunctions capability = model.virtualFunctions();
        if (capability == null) {
            throw new IllegalStateException(this + " has no SR-IOV");
        }
        return ariHierarchy
                ? capability.ariOffset() + number * capability.ariStride()
                : capability.offset() + number * capability.stride();
    }

    /** A virtual function that answers, counted from 0, or null. */
    public @Nullable PciFunction virtualFunction(int number) {
        return number < virtualFunctions.size() ? virtualFunctions.get(number) : null;
    }

    /**
     * What its requests say they come from, bus &lt;&lt; 8 | device.function, by the registers above it. Empty where no completion
     * finds its way back: it isn't plugged in, doesn't answer, or no bridge or another one leads to its bus.
     */
    public OptionalInt requesterId() {
        if (physical != null) {
            int number = physical.virtualFunctions.indexOf(this);
            OptionalInt id = physical.requesterId();
            if (number < 0 || id.isEmpty()) {
                return OptionalInt.empty();
            }
            int own = id.getAsInt() + physical.virtualOffset(number);
            return wire.host().lastOnTheWay(own >>> 8) == wire ? OptionalInt.of(own) : OptionalInt.empty();
        }
        PciFunction bridge = wire.bridge();
        int bus = bridge == null ? wire.host().firstBus() : bridge.secondary();
        boolean found = wire.at(devfn) == this && wire.host().route(bus) == wire;
        return found ? OptionalInt.of(bus << 8 | devfn) : OptionalInt.empty();
    }

    /** Lets so many virtual functions answer. */
    void enableVirtualFunctions(int count) {
        enabledVirtualFunctions = count;
        PciModel.VirtualFunctions capability = model.virtualFunctions();
        List<PciFunction> enabled = new ArrayList<>();
        for (int number = 0; capability != null && number < count; number++) {
            PciModel shape = new PciModel(
                    model.vendor(),
                    capability.device(),
                    model.classCode(),
                    PciModel.Kind.ENDPOINT,
                    virtualAbilities(),
                    null);
            enabled.add(new PciFunction(wire, (devfn + virtualOffset(number)) & 0xff, shape, this));
        }
        virtualFunctions = List.copyOf(enabled);
    }

    private java.util.Set<PciModel.Ability> virtualAbilities() {
        java.util.EnumSet<PciModel.Ability> same = java.util.EnumSet.noneOf(PciModel.Ability.class);
        for (PciModel.Ability ability : List.of(PciModel.Ability.FLR, PciModel.Ability.MSIX, PciModel.Ability.ACS)) {
            if (model.can(ability)) {
                same.add(ability);
            }
        }
        return same;
    }

    List<PciFunction> virtualFunctions() {
        return virtualFunctions;
    }

    /** Forgets whatever a reset makes a function forget; a bridge loses its bus numbers too. */
    void reset() {
        resets++;
        command = 0;
        power = Power.D0;
        interrupts = Interrupts.NONE;
        enableVirtualFunctions(0);
        dma.stop();
        if (below != null) {
            buses(0, 0, 0);
            acsControl = 0;
            ariForwarding = false;
        }
    }

    /** "vvvv:dddd at dd.f". */
    @Override
    public String toString() {
        return model.id() + " at " + PciWire.slotText(devfn);
    }
}
