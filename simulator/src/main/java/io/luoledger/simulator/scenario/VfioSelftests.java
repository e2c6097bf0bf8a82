package io.luoledger.simulator.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The series' own selftests of VFIO live update, call by call, and what its roadmap adds to them. */
final class VfioSelftests {
    private static final String NET = "/04.0/00.0/00.0/00.0";
    private static final List<String> DEVICES = List.of(NET, "/04.0/00.0/01.0/00.0", "/05.0/00.0", "/06.0");
    private static final String SEVERAL = "4 MiB stand for the test's 1 GiB";
    private static final String MEMORY = "memfd_sparse:4194304";
    private static final String MEMORY_BYTES = "4194304";
    /** The test maps at 4 GiB, in the second of the ranges that a device reports. */
    private static final String IOVA = "0x100000000";

    /** How a device is opened: its own file, or a group of a container or of an iommufd. */
    private enum Mode {
        VFIO_TYPE1("vfio_type1_iommu", "container", "vfio_type1_iommu"),
        VFIO_TYPE1V2("vfio_type1v2_iommu", "container", "vfio_type1v2_iommu"),
        IOMMUFD_COMPAT_TYPE1("iommufd_compat_type1", "iommufd", "vfio_type1_iommu"),
        IOMMUFD_COMPAT_TYPE1V2("iommufd_compat_type1v2", "iommufd", "vfio_type1v2_iommu"),
        IOMMUFD("iommufd", "iommufd", "");

        private final String word;
        private final String container;
        private final String translation;

        Mode(String word, String container, String translation) {
            this.word = word;
            this.container = container;
            this.translation = translation;
        }

        private boolean byGroup() {
            return !translation.isEmpty();
        }
    }

    private VfioSelftests() {}

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        for (Mode mode : Mode.values()) {
            String name = "vfio-uapi-" + mode.word.replace('_', '-');
            all.add(new Scenario(
                    name, "the series' uapi selftest, iommu mode " + mode.word, List.of("next"), uapi(mode)));
            all.add(new Scenario(name + "-seed", "the same on the first series", List.of("seed"), uapi(mode)));
        }
        all.add(new Scenario(
                "vfio-kexec",
                "the series' kexec selftest, both stages; " + SEVERAL,
                List.of("next"),
                kexec(List.of(NET))));
        all.add(new Scenario(
                "vfio-kexec-several",
                "the same with four devices, a session each; " + SEVERAL,
                List.of("next"),
                kexec(DEVICES)));
        all.add(new Scenario(
                "vfio-kexec-seed",
                "the kexec selftest on the first series; " + SEVERAL,
                List.of("seed"),
                kexec(List.of(NET))));
        all.add(new Scenario(
                "vfio-kexec-several-seed",
                "the kexec selftest on the first series with four devices; " + SEVERAL,
                List.of("seed"),
                kexec(DEVICES)));
        all.add(new Scenario(
                "vfio-continuous-dma",
                "a device writes to its guest's memory all through the kexec",
                List.of("roadmap"),
                running(lines -> {})));
        all.add(new Scenario(
                "vfio-virtual-function",
                "virtual functions of a preserved physical one are there again before anybody asks for them",
                List.of("roadmap"),
                virtualFunction()));
        return all;
    }

    private static Lines start() {
        return new Lines().line("machine switched").stage(1);
    }

    private static String uapi(Mode mode) {
        Lines lines = start().op("bind", NET, "vfio-pci").op("create", "session", "S");
        openContainer(lines, mode);
        if (!mode.byGroup()) {
            lines.op("cdev", "d", NET).op("ioas", "c", "space").op("bind_iommufd", "d", "c");
            lines.op("attach", "d", "space").op("ranges", "d").op("preserve", "S", "d", 0);
        } else {
            openByGroup(lines, mode);
            lines.op("preserve", "S", "d", 0).op("preserve", "S", "g", 1).op("preserve", "S", "c", 2);
            lines.op("closefd", "d").op("closefd", "g");
        }
        if (!mode.byGroup()) {
            lines.op("closefd", "d");
        }
        return lines.op("closefd", "c").op("close", "S").op("closedev").text();
    }

    private static void openContainer(Lines lines, Mode mode) {
        lines.op(mode.container, "c");
    }

    private static void openByGroup(Lines lines, Mode mode) {
        lines.op("group", "g", NET).op("set_container", "g", "c").op("set_iommu", "c", mode.translation);
        lines.op("group_device", "d", "g", NET);
    }

    private static String kexec(List<String> devices) {
        Lines lines = start();
        for (int i = 0; i < devices.size(); i++) {
            first(lines, devices.get(i), i);
        }
        lines.op("closedev").stage(2);
        for (int i = 0; i < devices.size(); i++) {
            second(lines, "@dev" + i, i);
        }
        return lines.text();
    }

    private static void first(Lines lines, String device, int i) {
        String d = "d" + i;
        lines.op("retrieve_session", "state-" + i, "T" + i);
        lines.op("label", "dev" + i, device).op("bind", device, "vfio-pci");
        lines.op("iommufd", "io" + i).op("ioas", "io" + i, "space" + i).op("cdev", d, device);
        lines.op("bind_iommufd", d, "io" + i).op("attach", d, "space" + i).op("ranges", d);
        lines.op("create", "state-" + i, "T" + i).op("preserve", "T" + i, "memfd_text:2", 0);
        lines.op("create", "device-" + i, "S" + i).op("preserve", "S" + i, d, 1);
        lines.op("mkfd", "m" + i, MEMORY).op("preserve", "S" + i, "m" + i, 2);
        lines.op("map", "io" + i, "space" + i, IOVA, MEMORY_BYTES, "m" + i);
        lines.op("dma", d, IOVA, MEMORY_BYTES);
    }

    private static void second(Lines lines, String device, int i) {
        String d = "d" + i;
        lines.op("bind", device, "vfio-pci").op("cdev", d, device);
        for (Mode mode : Mode.values()) {
            if (mode.byGroup()) {
                lines.op(mode.container, "c").op("group", "g", device).op("set_container", "g", "c");
                lines.op("set_iommu", "c", mode.translation).op("group_device", "x", "g", device);
                lines.op("closefd", "g").op("closefd", "c");
            }
        }
        lines.op("retrieve_session", "state-" + i, "T" + i).op("retrieve", "T" + i, 0, "t" + i);
        lines.op("bytes", "t" + i, 0, 1).op("retrieve_session", "device-" + i, "S" + i);
        lines.op("retrieve", "S" + i, 2, "m" + i).op("finish", "S" + i);
        lines.op("retrieve", "S" + i, 1, d).op("finish", "S" + i);
        lines.op("iommufd", "io" + i).op("ioas", "io" + i, "space" + i).op("bind_iommufd", d, "io" + i);
        lines.op("attach", d, "space" + i).op("info", d).op("config", d);
        lines.op("map", "io" + i, "space" + i, IOVA, MEMORY_BYTES, "m" + i);
        lines.op("finish", "S" + i).op("dma", d, IOVA, 4096).op("dma", d, IOVA, 0);
        lines.op("close", "S" + i).op("finish", "T" + i).op("close", "T" + i);
    }

    /** A device that writes when the kernel is left, with everything preserved that its writing needs. */
    static String running(Consumer<Lines> atKexec) {
        Lines lines = start().op("label", "net", NET).op("bind", NET, "vfio-pci");
        lines.op("iommufd", "io").op("ioas", "io", "space").op("cdev", "d", NET);
        lines.op("bind_iommufd", "d", "io").op("attach", "d", "space").op("mkfd", "m", "memfd:16384");
        lines.op("map", "io", "space", IOVA, 16384, "m").op("create", "vm", "S");
        lines.op("preserve", "S", "d", 1).op("preserve", "S", "io", 3).op("preserve", "S", "m", 2);
        lines.op("preserve", "S", "io", 3).op("preserve", "S", "d", 1);
        lines.op("dma", "d", IOVA, 16384).op("bytes", "m", 0, 8);
        atKexec.accept(lines);
        lines.stage(2).op("device", "@net").op("bind", "@net", "vfio-pci").op("retrieve_session", "vm", "S");
        lines.op("retrieve", "S", 2, "m").op("bytes", "m", 0, 8).op("retrieve", "S", 3, "io");
        lines.op("retrieve", "S", 1, "d").op("bind_iommufd", "d", "io").op("attach", "d", 1);
        return lines.op("config", "d").op("finish", "S").op("close", "S").text();
    }

    private static String virtualFunction() {
        Lines lines = start().op("label", "pf", "/05.0/00.0").op("bind", "@pf", "vfio-pci");
        lines.op("iommufd", "io")
                .op("ioas", "io", "space")
                .op("cdev", "p", "@pf")
                .op("bind_iommufd", "p", "io");
        lines.op("numvfs", "@pf", 2).op("create", "vm", "S");
        lines.op("preserve", "S", "io", 3).op("preserve", "S", "p", 1);
        return lines.stage(2).op("device", "0000:05:00.1").op("device", "@pf").text();
    }
}
