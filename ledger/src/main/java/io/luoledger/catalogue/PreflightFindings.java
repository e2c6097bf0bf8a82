package io.luoledger.catalogue;

import io.luoledger.finding.FindingKind;
import io.luoledger.finding.Severity;
import java.util.List;

/** What is said before a kexec alone, of a host as it stands: no event raises these. */
public final class PreflightFindings {
    public static final FindingKind STORE_HANDLER_LATE = new FindingKind(
            "LIFE-STORE-HANDLER-LATE",
            Severity.WARNING,
            "handler may live in a module that PID 1 doesn't wait for",
            "The next kernel reads what it receives when PID 1 opens /dev/liveupdate, before modules are loaded. If this handler isn't registered by then, every open of that boot is EIO and nothing comes back.",
            "See that it is built in (/lib/modules/RELEASE/modules.builtin), or that the initrd loads its module before its systemd runs.");

    private PreflightFindings() {}

    public static List<FindingKind> all() {
        return List.of(STORE_HANDLER_LATE);
    }
}
