#!/usr/bin/env bash
# A teacher, and the student with its encoder that ships: what a short lease of a GPU is for.
#
#     models/training/lease.sh WORK [plateau fall plateau fall]     minutes of the teacher's and the student's training
#
# WORK holds data.npz and sentencepiece.model. Each step goes on where it stopped; what is done is not done again.
# DISTIL=1 adds the teacher's own words for the corpus, which takes minutes. VOCABULARY says how many pieces there are;
# TRAIN adds options to every training (those of a small network, for a trial).
set -euo pipefail
work=$1
read -r -a minutes <<<"${*:2}"
[ ${#minutes[@]} -eq 4 ] || minutes=(3 1.5 3 4)
cd "$(dirname "$0")/../.."
vocabulary=${VOCABULARY:-8000}
shape="--width 384 --hidden 1536 --encoder 10"

train() { # run, minutes, options...
  local run=$1 time=$2
  shift 2
  # shellcheck disable=SC2086 - options are words
  python3 -m models.training.train --work "$work" --run "$run" --vocabulary "$vocabulary" $shape --warmup 300 \
    --max-minutes "$time" --save-minutes 99 --steps 100000000 --cuts 6 --validate 1000 --decay 0.02 --batch 40000 \
    "$@" ${TRAIN:-}
}

once() { # name, command...
  [ -e "$work/$1.done" ] || { echo "== $1"; "${@:2}"; touch "$work/$1.done"; }
}

cuts() { python3 -m models.training.segmentation --work "$work" --data "$1" --count 6; }

practice=generated=0.7,masked=0.7,varied=0.5,hinted=0.4,own=1.5
exact=generated=2,masked=1.8,varied=1.2,hinted=1,own=1.5
data=data.npz
teacher="--decoder 4 --dropout 0.25 --sampling $practice --rate 2e-3"

[ -e "$work/teacher.done" ] || cuts data.npz & # the first epoch takes the usual pieces, so nothing waits
# shellcheck disable=SC2086
{
  once teacher train big "${minutes[0]}" $teacher --schedule plateau
  once teacher-falls train big "${minutes[1]}" $teacher --schedule clock
  if [ "${DISTIL:-0}" = 1 ]; then
    once distil python3 -m models.training.distil --work "$work" --teacher big --batch 40000
    data=distilled.npz exact=distilled=1.3,alt_wikinews=1,vlsp2020_news=1,$exact
    cuts $data &
  fi
  student="--decoder 1 --dropout 0.1 --data $data --sampling $exact --rate 1.5e-3"
  once trim python3 -m models.training.checkpoints trim --work "$work" --run big --as small --decoder 1
  once student train small "${minutes[2]}" $student --schedule plateau
  once student-falls train small "${minutes[3]}" $student --schedule clock
}
wait
