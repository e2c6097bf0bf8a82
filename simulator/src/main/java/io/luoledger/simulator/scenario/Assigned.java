package io.luoledger.simulator.scenario;

/**
 * A device that a virtual machine has: the calls of an agent that takes it, gives memory to it, preserves it and takes it over in the
 * next kernel. The agent knows its device by the address at which it got it.
 *
 * @param name of the device in the script; its variables begin with it
 */
record Assigned(String name) {
    private static final int FIRST_SPACE = 1;
    private static final int MAPPED_BYTES = 4096;

    private String device() {
        return name + ".d";
    }

    private String iommufd() {
        return name + ".i";
    }

    private String space() {
        return name + ".s";
    }

    /** Finds the device at the end of a way through the host, and takes it from its driver. */
    Assigned take(Lines lines, String path) {
        lines.op("label", name, "/" + path);
        return takeAgain(lines);
    }

    /** Takes the labelled device, wherever it is. */
    Assigned takeAgain(Lines lines) {
        lines.op("bind", "@" + name, "vfio-pci").op("cdev", device(), "@" + name);
        return connect(lines);
    }

    private Assigned connect(Lines lines) {
        lines.op("iommufd", iommufd())
                .op("ioas", iommufd(), space())
                .op("bind_iommufd", device(), iommufd())
                .op("attach", device(), space());
        return this;
    }

    /** Lets the device write to a page of a file. */
    Assigned write(Lines lines, String file) {
        lines.op("map", iommufd(), space(), 0, MAPPED_BYTES, file).op("dma", device(), 0, MAPPED_BYTES);
        return this;
    }

    Assigned preserve(Lines lines, String session, int token) {
        lines.op("preserve", session, device(), token);
        return this;
    }

    /** Preserves what its DMA goes by; the memory that is mapped there must be preserved before, and the device behind. */
    Assigned preserveTranslations(Lines lines, String session, int token) {
        lines.op("preserve", session, iommufd(), token);
        return this;
    }

    /** Gets the file of a device that runs on, and what translates for it, with its address space as it was. */
    Assigned retrieveRunning(Lines lines, String session, int token, int iommufdToken) {
        lines.op("retrieve", session, iommufdToken, iommufd()).op("retrieve", session, token, device());
        lines.op("bind_iommufd", device(), iommufd()).op("attach", device(), FIRST_SPACE);
        lines.op("config", device());
        return this;
    }

    /** Takes the device as a new virtual machine does, when it can't be talked to. */
    Assigned restart(Lines lines, String memory) {
        Lines anew = new Lines();
        takeAgain(anew).write(anew, memory);
        lines.op("info", device());
        anew.text().lines().forEach(call -> lines.op("else", call));
        return this;
    }

    /** Gets the device's file back, and asks it who it is. */
    Assigned takeOver(Lines lines, String session, int token) {
        return bindAgain(lines).retrieve(lines, session, token);
    }

    /** Takes what is at the device's address from its driver. */
    Assigned bindAgain(Lines lines) {
        lines.op("bind", "~" + name, "vfio-pci");
        return this;
    }

    Assigned retrieve(Lines lines, String session, int token) {
        lines.op("retrieve", session, token, device());
        connect(lines);
        lines.op("config", device());
        return this;
    }

    /** From here on its address is where the hardware is now. */
    Assigned note(Lines lines) {
        lines.op("label", name, "@" + name);
        return this;
    }

    /** The virtual machine is over. */
    Assigned release(Lines lines) {
        lines.op("closefd", device()).op("closefd", iommufd());
        return this;
    }
}
