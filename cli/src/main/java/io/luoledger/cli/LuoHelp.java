package io.luoledger.cli;

/** What {@code luo run --help} says of the ops about devices; picocli wants it constant. */
final class LuoHelp {
    static final String TEXT = """
              live update   create NAME [H]; retrieve_session NAME [H]; preserve H
                            FD|KIND TOKEN; retrieve H TOKEN [FD]; finish H; get_name H;
                            close H; opendev; closedev; reboot; crash; power_loss
              not released  freeze H [RESERVED], unfreeze H [RESERVED]: on kernels
                            RELEASE+session-freeze and its variants; EINVAL elsewhere.
                            preserve H FD TOKEN ARGUMENT, retrieve_with H TOKEN FD
                            [NEW]: the argument of +file-args; E2BIG elsewhere.
                            retrieve_into H TOKEN FD [NEW]: on +retrieve-into-fd
                            poison PAGES, poisoned, pstore_write BYTES, pstore_read:
                            what KHO carries on +hwpoison and +pstore
              installed     first_opener systemd|agent (of /dev/liveupdate), initrd
                            MODULE: from the next boot on
              otherwise     else OP ... is made when the last op before it that is no
                            else didn't end well
              another task  meanwhile locked|asked|copied OP ... makes OP in the middle of
                            the next lookup in an FLB: before it asks, before it has
                            its pointer, before it follows it; meanwhile unlocked OP
                            in the next preserve, before it has the session's mutex;
                            meanwhile serialized OP in the next reboot, when everything
                            is frozen and the kernel still runs
              files         mkfd FD KIND; closefd FD; write, pwrite, read, ftruncate,
                            fallocate, seek, seal, mmapw, stat, bytes
              sysfs         bind BDF DRIVER (by driver_override); unbind BDF; sysfs_bind
                            BDF DRIVER; probe BDF; override BDF DRIVER|-; remove BDF;
                            rescan; numvfs BDF N; device BDF (who is there); label NAME
                            BDF, then @NAME is wherever that hardware is, in later
                            kernels too
              machine       machine NAME (before %%1), or machine and its description in
                            the lines that follow; hotplug BDF-of-port PART; unplug BDF
              VFIO          cdev FD BDF; bind_iommufd FD IOMMUFD; attach FD IOAS; info
                            FD; config FD; command FD VALUE; irq FD INDEX on|off; power
                            FD D0|D3hot; reset FD; dma FD ADDRESS BYTES (0: no more)
              iommufd       iommufd FD; ioas IOMMUFD [VAR]; map IOMMUFD|CONTAINER IOAS|-
                            ADDRESS BYTES FILE [OFFSET]; unmap IOMMUFD|CONTAINER IOAS|-
                            ADDRESS BYTES; ranges FD
              groups        container FD; group FD NUMBER|BDF; set_container GROUP
                            CONTAINER|IOMMUFD; set_iommu CONTAINER TYPE; group_device FD
                            GROUP BDF
                            A call that waits in the kernel, as unbind does while a file
                            of the device is open, gives BLOCKED and is done when that
                            file is closed.
              memory        tables (the PCI core's preserved tables, in hexadecimal)
            """;

    private LuoHelp() {}
}
