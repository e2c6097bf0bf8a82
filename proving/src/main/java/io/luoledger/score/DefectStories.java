package io.luoledger.score;

import io.luoledger.simulator.kernel.Defect;
import io.luoledger.simulator.scenario.Scenario;
import io.luoledger.simulator.scenario.Scenarios;
import java.util.List;

/** What must happen for a known defect of a kernel to do its harm. */
final class DefectStories {
    private DefectStories() {}

    static Scenario of(Defect defect) {
        return switch (defect) {
            case EMPTY_SESSION_BLOCK -> stored("empty-block");
            case FLB_COUNT_UNDERFLOW -> stored("vm-host");
            case NOEXEC_WRITE_SEALED -> stored("noexec");
            case FALLOCATED_PAGES_LOST -> stored("fallocated");
            case PCI_DUPLICATE_ENTRY -> duplicate();
            case PCI_SEGMENT_CUT -> segments();
            case PCI_REFUSAL_IGNORED -> virtual();
            case PCI_NUMBERS_NOT_KEPT -> renumbered();
            case VFIO_FROZEN_FOR_GOOD -> thawed();
        };
    }

    /** Kernels with this defect alone, or with none. */
    static List<String> kernels(Defect defect, boolean with) {
        String without = with ? "+only-" + defect.word() : "+no-defects";
        return switch (defect) {
            case EMPTY_SESSION_BLOCK, NOEXEC_WRITE_SEALED -> List.of("7.3" + without);
            case FALLOCATED_PAGES_LOST -> List.of("6.19" + without);
            case FLB_COUNT_UNDERFLOW -> List.of("7.2" + without, "7.2+flb-bump" + without);
            case PCI_DUPLICATE_ENTRY, PCI_SEGMENT_CUT, PCI_REFUSAL_IGNORED, VFIO_FROZEN_FOR_GOOD ->
                List.of("seed" + without);
            case PCI_NUMBERS_NOT_KEPT -> List.of("seed" + without, "seed+assign-busses" + without);
        };
    }

    private static Scenario stored(String name) {
        Scenario found = Scenarios.find(name).orElseThrow();
        return new Scenario(found.name(), found.about(), List.of(), found.text());
    }

    private static Scenario story(String name, String text) {
        return new Scenario(name, name, List.of(), text);
    }

    private static String take(String name, String where) {
        return """
                label NAME WHERE
                bind @NAME vfio-pci
                cdev NAME.d @NAME
                iommufd NAME.i
                bind_iommufd NAME.d NAME.i
                create NAME out.NAME
                preserve out.NAME NAME.d 1
                """.replace("NAME", name).replace("WHERE", where);
    }

    private static String takeOver(String name) {
        return """
                retrieve_session NAME in.NAME
                bind ~NAME vfio-pci
                retrieve in.NAME 1 NAME.d
                iommufd NAME.i
                bind_iommufd NAME.d NAME.i
                config NAME.d
                finish in.NAME
                close in.NAME
                """.replace("NAME", name);
    }

    /** Two controllers with segments of their own, whose numbers each kernel gives anew. */
    static Scenario segments() {
        return story(
                "two-segments",
                "machine segments\n%1\n" + take("a", "/0e.0/00.0/00.0") + take("b", "/0f.0/00.0/00.0") + "%2\n"
                        + takeOver("a") + takeOver("b"));
    }

    /** A virtual function. */
    static Scenario virtual() {
        return story(
                "virtual-function",
                "machine virtual\n%1\nlabel pf /01.0/00.0\nnumvfs @pf 2\n" + take("a", "0000:01:10.0")
                        + "%2\nnumvfs @pf 2\n" + takeOver("a"));
    }

    /** The same function preserved twice, behind two with higher addresses, of which one is lost. */
    private static Scenario duplicate() {
        return story(
                "preserved-twice",
                "machine switched\n%1\n" + take("a", "/04.0/00.0/00.0/00.0") + take("b", "/05.0/00.0")
                        + take("c", "/06.0") + "cdev c.again @c\npreserve out.c c.again 2\n%2\n" + takeOver("a")
                        + takeOver("b")
                        + takeOver("c"));
    }

    private static Scenario renumbered() {
        return story(
                "renumbered",
                "machine spare-port\n%1\n" + take("a", "/04.0/00.0/00.0/00.0") + take("b", "/05.0/00.0") + "%2\n"
                        + takeOver("a") + takeOver("b"));
    }

    /** A device that was frozen when another file refused, is used again, and handed over at the second try. */
    private static Scenario thawed() {
        return story(
                "thawed",
                "machine switched\n%1\n" + take("a", "/05.0/00.0")
                        + "mkfd m memfd:4096\npreserve out.a m 2\nfault freeze EIO\nreboot\nconfig a.d\n%2\n"
                        + takeOver("a"));
    }
}
