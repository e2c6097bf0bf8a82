package io.luoledger.simulator.kernel;

import org.jspecify.annotations.Nullable;

/** The ioctls of the Live Update Orchestrator. */
public enum Command {
    CREATE_SESSION(0x00, 72, Target.DEVICE),
    RETRIEVE_SESSION(0x01, 72, Target.DEVICE),
    PRESERVE_FD(0x40, 16, Target.OUTGOING_SESSION),
    RETRIEVE_FD(0x41, 16, Target.INCOMING_SESSION),
    FINISH(0x42, 8, Target.INCOMING_SESSION),
    GET_NAME(0x43, 72, Target.ANY_SESSION),
    FREEZE(0x44, 8, Target.OUTGOING_SESSION),
    UNFREEZE(0x45, 8, Target.OUTGOING_SESSION),
    /** Posted with the number that FREEZE is taken to have: no kernel here has both. */
    RETRIEVE_INTO_FD(0x44, 16, Target.INCOMING_SESSION);

    /** What it can be called on. */
    enum Target {
        DEVICE,
        OUTGOING_SESSION,
        INCOMING_SESSION,
        ANY_SESSION
    }

    /** Bytes of PRESERVE_FD's and RETRIEVE_FD's struct where it has an argument. */
    static final int SIZE_WITH_ARGUMENT = 24;

    private static final int TYPE = 0xba;
    private static final int NUMBER_MASK = 0xff;

    private final int number;
    private final int size;
    private final Target target;

    Command(int number, int size, Target target) {
        this.number = number;
        this.size = size;
        this.target = target;
    }

    /** The command word: _IO(0xBA, number). */
    public long word() {
        return word(number);
    }

    /** _IO(0xBA, number). */
    public static long word(int number) {
        return ((long) TYPE << 8) | (number & NUMBER_MASK);
    }

    /** Bytes of its struct; fewer are refused. */
    public int size() {
        return size;
    }

    /** Bytes of its struct that this kernel knows: what more of it says anything is refused. */
    int knownSize(KernelProfile kernel) {
        return kernel.has(Posted.FILE_ARGS) && (this == PRESERVE_FD || this == RETRIEVE_FD) ? SIZE_WITH_ARGUMENT : size;
    }

    Target target() {
        return target;
    }

    /** Whether this kernel has it. */
    boolean isIn(KernelProfile kernel) {
        LuoRules rules = kernel.rules();
        return switch (this) {
            case CREATE_SESSION, RETRIEVE_SESSION, PRESERVE_FD, RETRIEVE_FD, FINISH -> true;
            case GET_NAME -> rules.has(LuoRules.Rule.HAS_GET_NAME);
            case FREEZE -> rules.has(SessionFreeze.CALL);
            case UNFREEZE -> rules.has(SessionFreeze.UNFREEZE_CALL);
            case RETRIEVE_INTO_FD -> kernel.has(Posted.RETRIEVE_INTO_FD);
        };
    }

    /** Whether it looks for the kind of session that it is called on, also where the others don't. */
    boolean alwaysChecksSide() {
        return this == FREEZE || this == UNFREEZE;
    }

    /** The command that this kernel has under this number on the device, or on sessions. */
    static @Nullable Command find(KernelProfile kernel, long word, boolean device) {
        int number = (int) (word & NUMBER_MASK);
        for (Command command : values()) {
            if (command.number == number && (command.target == Target.DEVICE) == device && command.isIn(kernel)) {
                return command;
            }
        }
        return null;
    }

    /** The first command with this number, wherever it belongs. */
    public static @Nullable Command numbered(int number) {
        for (Command command : values()) {
            if (command.number == number) {
                return command;
            }
        }
        return null;
    }
}
