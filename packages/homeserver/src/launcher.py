# Runs Synapse in the given folder and ends it as soon as the process that started it is gone, however that ended:
# its end of our standard input is closed by the system even after SIGKILL.
import ctypes, os, signal, sys, threading

try:  # Linux only, and the only thing that reaches a Synapse paused with SIGSTOP.
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # 1 = PR_SET_PDEATHSIG
except Exception:
    pass


def end_with_parent():
    while os.read(0, 1024):
        pass
    os._exit(0)


threading.Thread(target=end_with_parent, daemon=True).start()

from synapse.app.homeserver import main

os.chdir(sys.argv[1])
sys.argv = ["homeserver", "-c", sys.argv[2]]
main()
