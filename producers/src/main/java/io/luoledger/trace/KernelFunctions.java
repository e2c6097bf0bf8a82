package io.luoledger.trace;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the reader knows of the kernel's functions (Linux 6.19 to 7.3, kernel/liveupdate): which ones user space calls,
 * who calls whom where a probe doesn't tell, and what the callbacks of handlers and FLBs are called from.
 */
final class KernelFunctions {
    static final String REBOOT = "sys_reboot";
    static final String KEXEC = "kernel_kexec";
    static final String LIVEUPDATE_REBOOT = "liveupdate_reboot";
    static final String KEXEC_LOAD = "sys_kexec_load";
    static final String KEXEC_FILE_LOAD = "sys_kexec_file_load";
    private static final long KEXEC_ON_CRASH = 1;
    private static final long KEXEC_FILE_ON_CRASH = 2;

    private static final Set<String> USER_CALLS = Set.of(
            "luo_open",
            "luo_ioctl",
            "luo_release",
            "luo_session_create",
            "luo_session_retrieve",
            "luo_session_ioctl",
            "luo_session_release",
            KEXEC);

    private static final Set<String> SERVING =
            Set.of("luo_session_preserve_fd", "luo_session_retrieve_fd", "luo_session_finish");

    private static final Set<String> ON_FILE = Set.of("luo_preserve_file", "luo_retrieve_file");

    private static final Map<String, Set<String>> CALLERS_OF_USER_CALLS = Map.of(
            "luo_session_create", Set.of("luo_ioctl", "luo_ioctl_create_session"),
            "luo_session_retrieve", Set.of("luo_ioctl", "luo_ioctl_retrieve_session"));

    private static final Map<String, List<String>> ONLY_CALLERS = Map.of(
            "luo_flb_file_finish", List.of("luo_file_finish"),
            "luo_flb_file_unpreserve", List.of("luo_file_unpreserve_files", "luo_preserve_file"),
            "kho_block_set_shrink", List.of("luo_file_finish", "luo_file_unpreserve_files", "luo_preserve_file"));

    /** Which callback an operation is. */
    enum Operation {
        CAN_PRESERVE("_can_preserve"),
        UNPRESERVE("_unpreserve"),
        PRESERVE("_preserve"),
        UNFREEZE("_unfreeze"),
        FREEZE("_freeze"),
        RETRIEVE("_retrieve"),
        CAN_FINISH("_can_finish"),
        FINISH("_finish");

        private final String suffix;

        Operation(String suffix) {
            this.suffix = suffix;
        }

        /** Void callbacks say nothing by their return value. */
        boolean isVoid() {
            return this == UNPRESERVE || this == UNFREEZE || this == FINISH;
        }
    }

    /**
     * A callback's name taken apart.
     *
     * @param owner what is common to the callbacks of one handler, "memfd_luo"
     */
    record CallbackName(String owner, Operation operation) {}

    private static final Map<Operation, Set<String>> HANDLER_CALLERS = Map.of(
            Operation.CAN_PRESERVE, Set.of("luo_preserve_file"),
            Operation.PRESERVE, Set.of("luo_preserve_file"),
            Operation.UNPRESERVE, Set.of("luo_file_unpreserve_files", "luo_preserve_file"),
            Operation.FREEZE, Set.of("luo_file_freeze", "luo_file_freeze_one"),
            Operation.UNFREEZE,
                    Set.of("luo_file_unfreeze", "__luo_file_unfreeze", "luo_file_unfreeze_one", "luo_file_freeze"),
            Operation.RETRIEVE, Set.of("luo_retrieve_file"),
            Operation.CAN_FINISH, Set.of("luo_file_finish", "luo_file_can_finish_one"),
            Operation.FINISH, Set.of("luo_file_finish", "luo_file_finish_one"));

    private static final Map<Operation, Set<String>> FLB_CALLERS = Map.of(
            Operation.PRESERVE, Set.of("luo_flb_file_preserve", "luo_flb_file_preserve_one"),
            Operation.UNPRESERVE,
                    Set.of(
                            "luo_flb_file_unpreserve",
                            "luo_flb_file_unpreserve_one",
                            "liveupdate_flb_put_outgoing",
                            "luo_flb_file_preserve"),
            Operation.RETRIEVE, Set.of("luo_flb_retrieve_one"),
            Operation.FINISH, Set.of("luo_flb_file_finish", "luo_flb_file_finish_one", "liveupdate_flb_put_incoming"));

    private KernelFunctions() {}

    /** Whether user space enters the kernel's live-update code with it. */
    static boolean startsUserCall(String function) {
        return function.startsWith("sys_") || USER_CALLS.contains(function);
    }

    /** Functions of which one user call calls one, once, to do what was asked for, this one being among them; or none. */
    static Set<String> calledOnceWith(String function) {
        return SERVING.contains(function) ? SERVING : ON_FILE.contains(function) ? ON_FILE : Set.of();
    }

    /** The flag with which these calls load an image for a crash only. */
    static long crashFlag(String load) {
        return load.equals(KEXEC_LOAD) ? KEXEC_ON_CRASH : KEXEC_FILE_ON_CRASH;
    }

    /** Entries from user space, or from the kernel's own housekeeping, into a driver: nothing traced calls them. */
    private static final Set<String> DRIVER_ENTRIES = Set.of(
            "vfio_device_fops_cdev_open",
            "vfio_group_fops_unl_ioctl",
            "vfio_df_ioctl_bind_iommufd",
            "pci_device_probe",
            "vfio_pci_remove",
            "pci_device_shutdown",
            "pci_liveupdate_cleanup_device",
            "pci_liveupdate_setup_device");

    /** Whether a function line of a driver with that caller begins anew: what was open in its task has ended. */
    static boolean startsFromUser(String function, @Nullable String caller) {
        return DRIVER_ENTRIES.contains(function)
                || function.equals("vfio_pci_probe")
                || (caller != null && caller.contains("_sys_"));
    }

    /** The name without what the compiler appends to a part or a copy: "kho_alloc_preserve.part.0". */
    static String withoutSuffix(String function) {
        int dot = function.indexOf('.');
        return dot <= 0 ? function : function.substring(0, dot);
    }

    /** Whether that function, still open, can be what has called this user call. */
    static boolean mayCall(String enclosing, String userCall) {
        if (enclosing.equals(REBOOT)) {
            return userCall.equals(KEXEC);
        }
        if (enclosing.startsWith("sys_")) {
            return !userCall.startsWith("sys_");
        }
        return CALLERS_OF_USER_CALLS.getOrDefault(userCall, Set.of()).contains(enclosing);
    }

    /** Functions that are called from nowhere else, so that everything above their caller has returned. */
    static List<String> onlyCallersOf(String function) {
        return ONLY_CALLERS.getOrDefault(function, List.of());
    }

    /** The kernel's own functions; a callback of a handler or an FLB is called something else. */
    static boolean isCore(String function) {
        return function.startsWith("luo_")
                || function.startsWith("__luo_")
                || function.startsWith("liveupdate_")
                || function.startsWith("kho_")
                || function.startsWith("sys_")
                || function.startsWith("kernel_")
                || function.startsWith("machine_");
    }

    /** Whether only a kernel that came by a live update calls it. */
    static boolean takesOver(String function) {
        return function.equals("luo_session_setup_incoming") || function.endsWith("_luo_retrieve");
    }

    /** Whether a function of that name can mean something to the ledger. */
    static boolean mayMatter(String function) {
        return isCore(function)
                || callback(function) != null
                || function.startsWith("vfio_")
                || function.startsWith("pci_")
                || function.startsWith("iommu");
    }

    /** The callback that a function may be by its name alone, or null. */
    static @Nullable CallbackName callback(String function) {
        if (isCore(function)) {
            return null;
        }
        for (Operation operation : Operation.values()) {
            if (function.endsWith(operation.suffix) && function.length() > operation.suffix.length()) {
                String owner = function.substring(0, function.length() - operation.suffix.length());
                return new CallbackName(owner, operation);
            }
        }
        return null;
    }

    static boolean handlerIsCalledFrom(Operation operation, String caller) {
        return HANDLER_CALLERS.getOrDefault(operation, Set.of()).contains(caller);
    }

    static boolean flbIsCalledFrom(Operation operation, String caller) {
        return FLB_CALLERS.getOrDefault(operation, Set.of()).contains(caller);
    }
}
