# shellcheck shell=bash
# Set-up that lab, test and Binder share. To be sourced: it defines functions, and exports what the Java
# kernel reads, so that a notebook computes with the same settings however it was started.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv=$root/.venv
jar=$root/lib/notebook/target/icllab-notebook.jar
transformer_jar=$root/lib/transformer/target/icllab-transformer.jar
unfinished=$root/lib/notebook/target/unfinished

has_avx2() {
    case "$(uname -s)-$(uname -m)" in
        Linux-x86_64) grep -qw avx2 /proc/cpuinfo ;;
        Darwin-x86_64) sysctl -n machdep.cpu.leaf7_features 2>/dev/null | grep -qw AVX2 ;;
        *) return 1 ;;
    esac
}

# OpenBLAS chooses its kernels by processor model, and on a model newer than itself it can choose badly.
# The Haswell kernels run well on everything that has AVX2.
if [ -z "${OPENBLAS_CORETYPE+set}" ] && has_avx2; then
    export OPENBLAS_CORETYPE=Haswell
fi

# Figures are drawn in memory. Without this a JDK made for servers fails wherever DISPLAY is set.
export JJAVA_JVM_OPTS="-Djava.awt.headless=true${JJAVA_JVM_OPTS:+ $JJAVA_JVM_OPTS}"

# The kernel `java` of .venv must win over one that another project left in the user's data directory.
export JUPYTER_PREFER_ENV_PATH=1
export JUPYTER_PATH="$venv/share/jupyter${JUPYTER_PATH:+:$JUPYTER_PATH}"

# at_least FOUND WANTED: compares versions such as 3.11 and 3.9
at_least() {
    [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

# missing WHAT APT DNF BREW: says what is missing and the command that installs it, and ends the script
missing() {
    local sudo='' command
    [ "$(id -u)" = 0 ] || sudo='sudo '
    if command -v apt-get >/dev/null; then
        command="${sudo}apt-get update && ${sudo}apt-get install -y $2"
    elif command -v dnf >/dev/null; then
        command="${sudo}dnf install -y $3"
    elif command -v brew >/dev/null; then
        command="brew install $4"
    else
        command='the package manager of this system'
    fi
    echo "$1. Install it with: $command" >&2
    exit 1
}

# Releases of Debian and Ubuntu differ in whether 17 or their default is the JDK to take.
apt_jdk() {
    if apt-cache show openjdk-17-jdk-headless >/dev/null 2>&1; then
        echo openjdk-17-jdk-headless
    else
        echo default-jdk-headless
    fi
}

missing_jdk() {
    missing "A JDK, version 17 or newer, is missing ($1)" \
        "$(apt_jdk)" java-21-openjdk-devel '--cask temurin'
}

# Takes the JDK in JAVA_HOME, else the one on PATH, and leaves it first for Maven and the kernel.
need_java() {
    local java=java origin='' settings version home
    [ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java origin=', from JAVA_HOME'
    command -v "$java" >/dev/null || missing_jdk "there is no $java$origin"
    settings=$("$java" -XshowSettings:properties -version 2>&1) || true
    version=$(sed -n 's/.* version "\([0-9.]*\).*/\1/p' <<<"$settings")
    [ -n "$version" ] || missing_jdk "$java does not run$origin"
    at_least "$version" 17 || missing_jdk "$(command -v "$java") is version $version$origin"
    home=$(java_property home "$settings")
    if [ ! -x "$home/bin/javac" ]; then
        # A newer runtime can hide the JDK: then the JDK is where javac is.
        settings=$(javac -J-XshowSettings:properties -version 2>&1) ||
            missing_jdk "Java $version at $home has no javac$origin"
        version=$(java_property specification.version "$settings")
        home=$(java_property home "$settings")
        at_least "$version" 17 || missing_jdk "$(command -v javac) is version $version"
    fi
    export JAVA_HOME=$home PATH=$home/bin:$PATH
}

# java_property NAME SETTINGS: a property from the output of -XshowSettings:properties
java_property() {
    sed -n "s/^ *java\.$1 = //p" <<<"$2"
}

need_maven() {
    local version
    version=$(mvn -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9.]*\).*/\1/p') || true
    if [ -z "$version" ]; then
        missing 'Maven, version 3.6.3 or newer, is missing (there is no mvn that runs)' maven maven maven
    fi
    at_least "$version" 3.6.3 ||
        missing "Maven, version 3.6.3 or newer, is missing (found $version)" maven maven maven
}

# Takes the Python in PYTHON, else python3.
need_python() {
    python=${PYTHON:-python3}
    python_version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) ||
        missing "Python 3.9 or newer is missing (there is no $python that runs)" \
            'python3 python3-venv' python3 python
    at_least "$python_version" 3.9 ||
        missing "Python 3.9 or newer is missing (found $python_version; PYTHON can name another)" \
            'python3 python3-venv' python3 python
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        missing "Python's venv module is missing (Python $python_version has no ensurepip)" \
            python3-venv python3 python
}

# attempt WHAT COMMAND...: runs what needs the network the first time; if it fails, one line says so and the script ends
attempt() {
    local what=$1 log=$root/target/setup.log
    shift
    mkdir -p "$root/target"
    "$@" >"$log" 2>&1 && return
    echo "$what failed, and needs a network the first time:" \
        "$( (grep -m 1 ERROR "$log" || tail -n 1 "$log") | sed $'s/\e\\[[0-9;]*m//g') (all of it: $log)" >&2
    exit 1
}

# Makes .venv once. Its stamp comes last, so that an interrupted installation is begun anew; it names the
# requirements, Python and place that .venv was made for, so that a change of any of them counts too.
make_venv() {
    local stamp=$venv/icllab.stamp wanted
    wanted="$(cksum <"$root/environment/requirements.txt") $python_version $venv"
    if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && "$venv/bin/python" -c '' 2>/dev/null; then
        return
    fi
    echo 'Installing JupyterLab and the Java kernel into .venv (once, about a minute) ...'
    rm -f "$stamp"
    "$python" -m venv --clear "$venv"
    attempt 'Installing into .venv' "$venv/bin/python" -m pip install -q --disable-pip-version-check \
        -r "$root/environment/requirements.txt"
    # JupyterLab would ask each new user whether to fetch its news over the network.
    "$venv/bin/jupyter-labextension" disable --level=sys_prefix '@jupyterlab/apputils-extension:announcements' \
        2>/dev/null || true
    echo "$wanted" >"$stamp"
}

# run_maven ARGUMENT...: an interrupted build (a failed one ends with 1) leaves half-written jars, which Maven would
# take for good the next time; the marker tells, and they go.
run_maven() {
    local status=0
    [ ! -e "$unfinished" ] || rm -rf "$root"/lib/*/target
    mkdir -p "$(dirname "$unfinished")"
    touch "$unfinished"
    mvn -B -f "$root/pom.xml" "$@" || status=$?
    [ $status != 0 ] || [ ! -e "$jar" ] || touch "$jar"
    [ $status -gt 1 ] || rm "$unfinished"
    return $status
}

# locked COMMAND...: alone with the folders of the build, where the system has flock
locked() (
    if command -v flock >/dev/null; then
        mkdir -p "$root/target"
        exec 9>"$root/target/build.lock"
        flock -n 9 || { echo 'Waiting for a build of the library that is under way ...' && flock 9; }
    fi
    "$@"
)

# Builds the jars that the notebooks load, if a source is newer than they are.
build_library() {
    up_to_date || locked build_now
}

build_now() {
    ! up_to_date || return 0 # another process has built them meanwhile
    echo 'Building the library (the first time Maven downloads what it needs, a minute or two) ...'
    attempt 'Building the library' run_maven -q -DskipTests -pl lib/notebook,lib/transformer -am package
}

up_to_date() {
    [ -f "$jar" ] && [ -f "$transformer_jar" ] && [ ! -e "$unfinished" ] && [ -z "$(newer_sources)" ]
}

newer_sources() {
    find "$root/pom.xml" "$root"/lib/{core,notebook,transformer}/{pom.xml,src} -newer "$jar" -print -quit
}

# second_jdk: the folder of a JDK that is not the one in JAVA_HOME, if there is one: ICLLAB_SECOND_JDK or what is found
second_jdk() {
    local home homes=(/usr/lib/jvm/*-25* /usr/lib/jvm/*-21*)
    [ -z "${ICLLAB_SECOND_JDK+set}" ] || homes=("$ICLLAB_SECOND_JDK")
    for home in "${homes[@]}"; do
        if [ -x "$home/bin/javac" ] && [ ! "$home" -ef "$JAVA_HOME" ]; then
            echo "$home"
            return
        fi
    done
}
