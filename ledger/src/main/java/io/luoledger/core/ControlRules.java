package io.luoledger.core;

import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.event.PciAddress;
import io.luoledger.finding.FindingKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ACS and ARI on the way to preserved functions: which transfers a port lets by that the IOMMU doesn't see, and whether
 * it reaches device numbers above 0. Both are settings that the incoming kernel makes anew unless it keeps them.
 */
final class ControlRules {
    /** What a kernel switches on by itself: source validation, redirects of requests and completions, upstream forwarding. */
    private static final int ACS_ISOLATES = 0x1d;

    private ControlRules() {}

    // ---- what endangers the kexec ----

    /** The controls of a preserved function and of the bridges on its way, before the kexec. */
    static void risks(HostFold fold, DeviceState device, FunctionState function) {
        risk(fold, device, function);
        List<Integer> path = function.identity().path();
        for (int depth = path.size() - 1; depth > 0; depth--) {
            FunctionState bridge = Topology.bridgeNow(
                    fold, device.address().segment(), function.identity().rootBus(), path.subList(0, depth));
            if (bridge == null || risk(fold, device, bridge)) {
                return;
            }
        }
    }

    /** Says it once of a device: true when it did. */
    private static boolean risk(HostFold fold, DeviceState device, FunctionState at) {
        Integer control = at.acsControl();
        if (control == null || (control & ACS_ISOLATES) == ACS_ISOLATES) {
            return false;
        }
        fold.raise(
                FindingCatalogue.RISK_ACS,
                fold.number(device.generation()),
                device.subject(),
                "ACS control with " + hex(ACS_ISOLATES) + " at " + at.address(),
                hex(control),
                device.firstSequence(),
                at.sequence());
        return true;
    }

    // ---- what the kexec changed ----

    /** A function that is promised, or a bridge on the way to one: its controls against what the kernel before had. */
    static void compare(HostFold fold, FunctionState now, PathState was) {
        long generation = fold.boot().incoming();
        FunctionState before = fold.function(generation - 1, was.address());
        if (before == null || fold.update(generation) == null) {
            return;
        }
        boolean promised = Topology.promised(fold, was.address()) != null;
        if (was.below() == 0 && !promised) {
            return;
        }
        Integer then = before.acsControl();
        Integer control = now.acsControl();
        if (then != null && control != null && !then.equals(control)) {
            changed(
                    fold,
                    FindingCatalogue.ACS_CHANGED,
                    was.address(),
                    "ACS control " + hex(then),
                    hex(control),
                    before);
        }
        Boolean forwarded = before.ariForwarding();
        Boolean forwards = now.ariForwarding();
        if (forwarded != null && forwards != null && !forwarded.equals(forwards)) {
            changed(fold, FindingCatalogue.ARI_CHANGED, was.address(), ari(forwarded), ari(forwards), before);
        }
    }

    private static void changed(
            HostFold fold, FindingKind kind, PciAddress address, String expected, String found, FunctionState before) {
        fold.raise(
                kind,
                fold.number(fold.boot().incoming()),
                (before.bridge() == null ? "device " : "bridge ") + address,
                expected,
                found,
                before.sequence());
    }

    private static String ari(@Nullable Boolean on) {
        return "ARI forwarding " + (Boolean.TRUE.equals(on) ? "on" : "off");
    }

    private static String hex(int control) {
        return "0x%04x".formatted(control);
    }
}
