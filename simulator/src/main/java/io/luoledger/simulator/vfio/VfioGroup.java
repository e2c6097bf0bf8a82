package io.luoledger.simulator.vfio;

import io.luoledger.simulator.SysError;
import io.luoledger.simulator.file.OpenFile;
import org.jspecify.annotations.Nullable;

/** An open /dev/vfio/N. */
public final class VfioGroup {
    private final Vfio vfio;
    private final int number;
    private @Nullable VfioContainer container;

    VfioGroup(Vfio vfio, int number) {
        this.vfio = vfio;
        this.number = number;
    }

    boolean translates() {
        return vfio.translates();
    }

    public int number() {
        return number;
    }

    /** VFIO_GROUP_SET_CONTAINER. EINVAL when it has one; EBUSY, EPERM when another driver holds a device of the group. */
    public void setContainer(VfioContainer into) {
        if (container != null) {
            throw new SysError("EINVAL");
        }
        vfio.requireViable(number);
        container = into;
        into.add(this);
    }

    /** VFIO_GROUP_GET_DEVICE_FD: the device's file. In a container it keeps the group open: whoever closes that only lets go of it. */
    VfioFile openDevice(VfioDevice device, @Nullable String token, OpenFile groupFile) {
        VfioContainer in = container;
        if (in == null || !in.translates()) {
            throw new SysError("EINVAL");
        }
        device.requireToken(token);
        VfioFile file = new VfioFile(vfio, device, this);
        if (!in.standsIn()) {
            file.holds(groupFile);
        }
        return file;
    }

    VfioContainer container() {
        VfioContainer in = container;
        if (in == null) {
            throw new SysError("EINVAL");
        }
        return in;
    }

    void release() {
        vfio.closed(this);
        VfioContainer in = container;
        if (in != null) {
            container = null;
            in.remove(this);
        }
    }
}
